import type { Context } from 'hono'
import { coveredLocations, type LocationScope } from '../auth/principal.ts'
import type { PipeGrant } from '../auth/verify-tinybird-token.ts'
import { GatewayError } from '../errors.ts'
import type { RequestGate } from '../limits/request-gate.ts'
import type { Sql, SqlRequest } from '../sql/run.ts'
import type { ApiRequests } from '../telemetry/api-requests.ts'
import type { Authenticate } from './authenticate.ts'
import { bindValues } from './bind-values.ts'
import { TinybirdFailure, toTinybirdFailure } from './failure.ts'
import { formats, isExtension } from './formats.ts'
import type { Pipe } from './pipe.ts'
import { pipeOf } from './pipes/index.ts'
import { type RequestValues, readValues } from './request-values.ts'

export interface AnswerDeps {
  authenticate: Authenticate
  openSql: (request: SqlRequest) => Sql
  gate: RequestGate
  apiRequests: ApiRequests
  timeZoneOf: (locationId: string) => string
  now: () => number
  bodyMaxBytes: number
}

/** They would change what the answer means, so they are refused and not ignored. */
const refused = ['q', 'explain', 'pipeline']

/**
 * `GET|POST /v0/pipes/<name>.<format>`: nothing is read before the token, the pipe and all of its parameters are known
 * to be good.
 */
export function createAnswerPipe(deps: AnswerDeps) {
  const { authenticate, openSql, gate, apiRequests, timeZoneOf, now, bodyMaxBytes } = deps

  return async function answerPipe(context: Context): Promise<Response> {
    const startedAt = performance.now()
    const request = context.req.raw
    const { access, headers: ownLimit } = await authenticate(request)
    const { leave, headers } = gate.enter(access.credential)
    try {
      const { pipe, extension } = addressed(context.req.param('file') ?? '')
      const grant = access.grantFor([pipe.name, ...pipe.aliases])
      const asked = await readValues(request, bodyMaxBytes)
      refuseOthers(asked)
      const values = bindValues(pipe, grant.fixed, withOnlyLocation(asked, grant))
      const locationId = values.text('location_id') ?? ''
      const { format, contentType } = formats[extension]
      const { signal } = request
      const { scope } = grant
      const sql = openSql({ scope, signal, operationName: pipe.name, credential: access.credential })
      const usage = { door: 'pipes', locations: scope, operationName: pipe.name, headers: request.headers } as const
      try {
        const body = await pipe.answer(sql, {
          values,
          context: { locationId, timeZone: timeZoneOf(locationId), now: now() },
          format,
          quote64BitIntegers: quotes64BitIntegers(asked),
        })
        apiRequests.record({ ...usage, startedAt, status: 200, sql, responseBytes: body.byteLength })
        return new Response(new Uint8Array(body), {
          headers: { ...headers, ...ownLimit, 'Content-Type': contentType, 'Cache-Control': 'private, no-store' },
        })
      } catch (error) {
        const errorCode = error instanceof GatewayError ? error.code : undefined
        const { status } = toTinybirdFailure(error)
        apiRequests.record({ ...usage, startedAt, status, errorCode, sql, responseBytes: 0 })
        throw error
      }
    } finally {
      leave()
    }
  }
}

function addressed(file: string): { pipe: Pipe; extension: keyof typeof formats } {
  const dot = file.lastIndexOf('.')
  const [name, extension] = [file.slice(0, dot), file.slice(dot + 1)]
  const pipe = pipeOf(name)
  if (pipe === undefined) throw new TinybirdFailure(404, `The pipe '${name}' does not exist`)
  if (!isExtension(extension))
    throw new TinybirdFailure(
      404,
      `The format '${extension}' does not exist. There are: ${Object.keys(formats).join(', ')}.`,
    )
  return { pipe, extension }
}

/** A token for exactly one location need not name it. */
function withOnlyLocation(asked: RequestValues, { scope, fixed }: PipeGrant): RequestValues {
  const only = onlyLocation(scope)
  if (only === undefined || asked.has('location_id') || fixed.has('location_id')) return asked
  return new Map([...asked, ['location_id', [only]]])
}

/** The location of a scope that covers exactly one. */
export function onlyLocation(scope: LocationScope): string | undefined {
  const covered = coveredLocations(scope)
  return covered !== '*' && covered.length === 1 ? covered[0] : undefined
}

function refuseOthers(asked: RequestValues): void {
  const found = refused.find((name) =>
    asked.get(name)?.some((value) => !(name === 'explain' && /^(false|0)$/i.test(value))),
  )
  if (found !== undefined)
    throw new TinybirdFailure(
      403,
      `'${found}' is not answered here: ask the pipe with its own parameters, or the graph.`,
    )
}

function quotes64BitIntegers(asked: RequestValues): boolean {
  const name = 'output_format_json_quote_64bit_integers'
  const said = asked.get(name)?.at(-1) ?? '0'
  if (said !== '0' && said !== '1') throw new TinybirdFailure(400, `The parameter '${name}' must be 0 or 1.`)
  return said === '1'
}
