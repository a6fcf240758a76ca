import type { Context } from 'hono'
import { z } from 'zod'
import { isLocationId } from '../auth/location-id.ts'
import type { PipeTokenMinter } from '../auth/mint-pipe-token.ts'
import { covers, type Principal } from '../auth/principal.ts'
import { maxTokenLength } from '../auth/token-signature.ts'
import { readBody } from '../http/request-body.ts'
import { parsedJson } from '../json/parsed-json.ts'
import type { Authenticate } from './authenticate.ts'
import { parse } from './bind-values.ts'
import { TinybirdFailure } from './failure.ts'
import type { Pipe } from './pipe.ts'
import { pipeOf } from './pipes/index.ts'

export interface TokensDeps {
  authenticate: Authenticate
  mint: PipeTokenMinter | undefined
  now: () => number
  bodyMaxBytes: number
}

const maxDays = 3_650

const scope = z.object({
  type: z.literal('PIPES:READ'),
  resource: z.string(),
  fixed_params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
})
const wanted = z.object({
  name: z.string().min(1).max(200).optional(),
  scopes: z.array(scope).min(1).max(100),
  /** 0: no limit of its own. */
  limits: z.object({ rps: z.number().min(0) }).optional(),
})

/**
 * `POST /v0/tokens/?expiration_time=<unix seconds>` with JSON: a JWT that reads pipes, each confined to a location of
 * the caller's.
 */
export function createTokens({ authenticate, mint, now, bodyMaxBytes }: TokensDeps) {
  async function post(context: Context): Promise<Response> {
    const request = context.req.raw
    const { access, headers } = await authenticate(request)
    const { principal } = access
    if (principal === undefined || !principal.scopes.has('manage'))
      throw new TinybirdFailure(403, "Tokens are made with a token of the gateway's own that has the scope manage.")
    if (!principal.scopes.has('read'))
      throw new TinybirdFailure(403, 'What is made reads pipes, for which this token lacks the scope read.')
    if (/form/i.test(request.headers.get('Content-Type') ?? ''))
      throw new TinybirdFailure(
        403,
        'Static tokens are not made here. Make a JWT: POST JSON with name and scopes to /v0/tokens/?expiration_time=…. What writes is a write key.',
      )
    if (mint === undefined)
      throw new TinybirdFailure(403, 'Tokens are verified by a key set here: whoever holds its key makes them.')
    const query = new URL(request.url).searchParams
    const { name = query.get('name'), scopes, limits } = readWanted(await readBody(request, bodyMaxBytes))
    if (!name) throw new TinybirdFailure(400, 'name: give the token a name.')
    for (const one of scopes) checkScope(one, principal)
    if (new Set(scopes.map(({ resource }) => pipeOf(resource))).size < scopes.length)
      throw new TinybirdFailure(
        400,
        'scopes: name each pipe once, by one of its names; a token with two entries for one reads nothing of it.',
      )
    const expiresAt = expiryOf(query.get('expiration_time'), now())
    const { workspace } = access
    const token = await mint({ name, workspace, subject: principal.subject, scopes, limits }, expiresAt)
    if (token.length > maxTokenLength)
      throw new TinybirdFailure(
        400,
        `The token would be longer than the ${maxTokenLength} characters that are taken. Name fewer pipes.`,
      )
    return Response.json({ token }, { headers: { ...headers, 'Cache-Control': 'no-store' } })
  }

  async function get(context: Context): Promise<Response> {
    const { headers } = await authenticate(context.req.raw)
    // They are signed, not stored.
    return Response.json({ tokens: [] }, { headers })
  }

  return { get, post }
}

function readWanted(body: Uint8Array): z.infer<typeof wanted> {
  const parsed = wanted.safeParse(parsedJson(new TextDecoder().decode(body)))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') || 'body'
  throw new TinybirdFailure(
    400,
    `${where}: ${issue?.message ?? 'is not valid'}. Send {"name", "scopes": [{"type": "PIPES:READ", "resource", "fixed_params": {"location_id"}}]}.`,
  )
}

/** Nobody gives away more than they have, and nothing that would be refused when it is used. */
function checkScope({ resource, fixed_params }: z.infer<typeof scope>, principal: Principal): void {
  const pipe = pipeOf(resource)
  if (pipe === undefined) throw new TinybirdFailure(400, `The pipe '${resource}' does not exist`)
  const fixed = new Map<string, string>()
  for (const [name, value] of Object.entries(fixed_params)) {
    const parameter = parameterOf(pipe, name)
    const [text, before] = [String(value), fixed.get(parameter.name)]
    parse(parameter, text)
    if (before !== undefined && before !== text)
      throw new TinybirdFailure(400, `fixed_params: '${parameter.name}' is fixed to two values.`)
    fixed.set(parameter.name, text)
  }
  const locationId = fixed_params.location_id
  if (locationId === undefined || !isLocationId(String(locationId)))
    throw new TinybirdFailure(
      400,
      `fixed_params: fix the location_id of '${resource}'; a token without one reads nothing.`,
    )
  if (!covers(principal.locations, String(locationId)))
    throw new TinybirdFailure(403, 'The token does not cover this location.')
}

function parameterOf(pipe: Pipe, name: string) {
  const parameter = pipe.parameters.find((each) => each.name === name || each.aliases?.includes(name))
  if (parameter === undefined)
    throw new TinybirdFailure(400, `fixed_params: the pipe '${pipe.name}' has no parameter '${name}'.`)
  return parameter
}

function expiryOf(text: string | null, now: number): number {
  const seconds = Number(text ?? Number.NaN)
  const least = Math.floor(now / 1_000)
  if (!Number.isInteger(seconds) || seconds <= least || seconds > least + maxDays * 86_400)
    throw new TinybirdFailure(
      400,
      `expiration_time: give a time in the future in Unix seconds, at most ${maxDays} days from now.`,
    )
  return seconds
}
