import { type Context, Hono } from 'hono'
import { compress } from 'hono/compress'
import type { PipeTokens } from '../auth/pipe-tokens.ts'
import { createRateLimiter } from '../limits/rate-limiter.ts'
import type { RequestGate } from '../limits/request-gate.ts'
import type { Logger } from '../log.ts'
import type { Sql, SqlRequest } from '../sql/run.ts'
import type { ApiRequests } from '../telemetry/api-requests.ts'
import { createAnswerPipe, onlyLocation } from './answer-pipe.ts'
import { createAuthenticate } from './authenticate.ts'
import { describedPipe, listedPipe, readablePipes } from './describe-pipes.ts'
import { mountDocs } from './docs-page.ts'
import { type Answer, createDoor } from './door.ts'
import { TinybirdFailure } from './failure.ts'
import { openApi } from './openapi.ts'
import { createTokens } from './tokens.ts'

export interface TinybirdDeps {
  tokens: PipeTokens
  openSql: (request: SqlRequest) => Sql
  gate: RequestGate
  apiRequests: ApiRequests
  /** Hears of every request that is more than its token allows by itself. */
  onRateLimited: () => void
  timeZoneOf: (locationId: string) => string
  now: () => number
  log: Logger
  bodyMaxBytes: number
}

/**
 * The read side of the Tinybird wire, so that a Tinybird client needs nothing but this gateway's address as its base
 * URL. All of it derives from `pipes/`.
 */
export function createTinybirdRoutes(deps: TinybirdDeps): Hono {
  const limiter = createRateLimiter({ now: deps.now })
  const authenticate = createAuthenticate({ ...deps, verify: deps.tokens.verify, limiter })
  const door = createDoor({ log: deps.log, unexpected: 500 })
  const answerPipe = createAnswerPipe({ ...deps, authenticate })
  const tokens = createTokens({ ...deps, authenticate, mint: deps.tokens.mint })

  const list: Answer = async (context) => {
    const { access, headers } = await authenticate(context.req.raw)
    return Response.json({ pipes: readablePipes(access).map(listedPipe) }, { headers })
  }

  const openApiDocument: Answer = async (context) => {
    const { access, headers } = await authenticate(context.req.raw)
    const document = openApi({
      named: readablePipes(access),
      serverUrl: new URL('/v0', context.req.url).href,
      given(pipe) {
        const { scope, fixed } = access.grantFor([pipe.name, ...pipe.aliases])
        return new Set([...fixed.keys(), ...(onlyLocation(scope) === undefined ? [] : ['location_id'])])
      },
    })
    return Response.json(document, { headers })
  }

  const describe = async (context: Context): Promise<Response> => {
    const { access, headers } = await authenticate(context.req.raw)
    const name = context.req.param('file')
    const named = readablePipes(access).find((each) => each.name === name)
    if (named === undefined) throw new TinybirdFailure(404, `The pipe '${name}' does not exist`)
    return Response.json(describedPipe(named), { headers })
  }

  const workspace: Answer = async (context) => {
    const { access, headers } = await authenticate(context.req.raw)
    const { workspace: id, principal } = access
    const body = { id, name: id, user_id: principal?.subject ?? null, user_email: null, scope: 'JWT', main: null }
    return Response.json(body, { headers })
  }

  const nothing: Answer = () => {
    throw new TinybirdFailure(404, 'There is no version 1 of this. Pipes are at /v0/pipes.')
  }

  const file = (context: Context) =>
    context.req.param('file')?.includes('.') ? answerPipe(context) : describe(context)

  const routes = new Hono({ strict: false })
  routes.use('/v0/pipes/*', compress())
  routes.all('/v0/pipes', door({ GET: list }))
  routes.all('/v0/pipes/openapi.json', door({ GET: openApiDocument }))
  routes.all('/v0/pipes/:file', door({ GET: file, POST: file }))
  routes.all('/v0/tokens', door({ GET: tokens.get, POST: tokens.post }))
  routes.all('/v1/workspace', door({ GET: workspace }))
  routes.all('/v1/pipes', door({ GET: nothing }))
  routes.all('/v1/pipes/*', door({ GET: nothing }))
  mountDocs(routes)
  return routes
}
