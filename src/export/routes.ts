import { Hono } from 'hono'
import type { Principal } from '../auth/principal.ts'
import type { TokenVerifier } from '../auth/verify-token.ts'
import { type ErrorCode, GatewayError } from '../errors.ts'
import { acceptsGzip } from '../http/accepts-gzip.ts'
import { bearerToken } from '../http/bearer-token.ts'
import { credentialKey } from '../limits/credential-key.ts'
import { RateLimitedError, type RequestGate } from '../limits/request-gate.ts'
import type { Logger } from '../log.ts'
import { decodeCursor, fingerprint } from '../resolvers/cursor.ts'
import type { Sql, SqlRequest } from '../sql/run.ts'
import type { ApiRequests } from '../telemetry/api-requests.ts'
import { type AskedFile, assertKnown, fileOf, limitOf, locationOf, saysTrue } from './asked-export.ts'
import { exportFormats } from './formats.ts'
import { type ExportPage, readPages } from './read-pages.ts'
import { type StreamEnd, streamOf } from './stream.ts'

export interface ExportDeps {
  verifyToken: TokenVerifier
  openSql: (request: SqlRequest) => Sql
  gate: RequestGate
  apiRequests: ApiRequests
  timeZoneOf: (locationId: string) => string
  /** Of one query. */
  maxResultRows: number
  log: Logger
}

/** Of an answer with `limit`, which is held as a whole. */
const maxLimitBytes = 32_000_000

/**
 * `GET /export/<table>.<csv|ndjson|parquet>` with a read token: the rows of a location, filtered as the graph's lists
 * are, the earliest first, streamed. `after=<cursor>` continues; with `limit` (at most 10,000) the header
 * `X-Next-Cursor` says where, also when large rows end the answer before its limit, and `cursor=true` adds the cursor
 * of every row as a column. A failure before the first byte is JSON with the status of its code; a later one breaks the
 * transfer off. HEAD checks all that can be checked without reading, and answers with the headers.
 */
export function createExport(deps: ExportDeps): Hono {
  const { verifyToken, openSql, gate, apiRequests, timeZoneOf, maxResultRows, log } = deps

  async function answer(request: Request): Promise<Response> {
    const startedAt = performance.now()
    const principal = await verifyToken(credentialOf(request))
    if (!principal.scopes.has('read')) throw new GatewayError('FORBIDDEN', 'The token has not the scope read.')
    const { leave, headers } = gate.enter(credentialKey(principal))
    try {
      const response = await recorded(request, principal, startedAt, leave)
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
      return response
    } catch (error) {
      leave()
      throw error
    }
  }

  /** An export is kept for `apiUsage` when its last byte has gone, or none goes any more. */
  async function recorded(request: Request, principal: Principal, startedAt: number, leave: () => void) {
    const { pathname } = new URL(request.url)
    const file = fileOf(pathname)
    const { locations } = principal
    const gone = new AbortController()
    const signal = AbortSignal.any([request.signal, gone.signal])
    const sql = openSql({ scope: locations, signal, operationName: `export_${file.name}` })
    const record = (status: number, responseBytes: number, errorCode?: ErrorCode) => {
      const { headers } = request
      const asked = { door: 'export', locations, operationName: file.name, headers, startedAt, sql } as const
      apiRequests.record({ ...asked, status, errorCode, responseBytes })
    }
    function onEnd({ how, error, bytes }: StreamEnd): void {
      leave()
      if (how === 'left') gone.abort()
      if (how === 'failed') log.error({ err: error, table: file.name }, 'an export broke off')
      const left = how === 'left' ? new GatewayError('CLIENT_CLOSED_REQUEST') : undefined
      // What breaks off had begun with a 200.
      record(left?.status ?? 200, bytes, left?.code ?? (how === 'failed' ? failureOf(error).code : undefined))
    }
    try {
      return await open({ request, principal, file, sql, onEnd })
    } catch (error) {
      const { code, status } = failureOf(error)
      record(status, 0, code)
      throw error
    }
  }

  async function open({ request, principal, file, sql, onEnd }: Opening): Promise<Response> {
    const { searchParams } = new URL(request.url)
    const { name, table, format } = file
    const locationId = locationOf(principal, searchParams)
    assertKnown(table, searchParams)
    const limit = limitOf(searchParams)
    const withCursors = saysTrue('cursor', searchParams)

    const opened = table.open({ locationId, query: searchParams, sql, timeZone: timeZoneOf(locationId) })
    const question = fingerprint(['export', opened.question])
    const cursor = searchParams.get('after')
    const after = cursor === null ? undefined : decodeCursor(question, cursor)
    const { contentType, create } = exportFormats[format]
    const isCompressed = format !== 'parquet' && acceptsGzip(request.headers)
    const headers = new Headers({
      'Content-Type': contentType,
      'Content-Disposition': `attachment; filename="${name}.${format}"`,
      'Cache-Control': 'private, no-store',
      Vary: 'Authorization, Accept-Encoding',
      ...(isCompressed ? { 'Content-Encoding': 'gzip' } : {}),
    })
    // Hono drops the body of an answer to HEAD, and would neither read nor cancel the stream.
    if (request.method === 'HEAD') {
      onEnd({ how: 'complete', bytes: 0 })
      return new Response(null, { headers })
    }

    const pages = readPages({ table: opened, question, after, limit, maxPageRows: maxResultRows })
    // Before anything is answered, so that what fails at once is an error to read.
    const first = limit === undefined ? await nextPage(pages) : await upTo(maxLimitBytes, pages)
    if (limit !== undefined && first.nextCursor !== undefined) headers.set('X-Next-Cursor', first.nextCursor)
    const encoder = create(withCursors ? { ...table.columns, cursor: 'text' } : table.columns)
    const stream = streamOf({ first, pages, encoder, onEnd })
    return new Response(isCompressed ? stream.pipeThrough(new CompressionStream('gzip')) : stream, { headers })
  }

  return new Hono({ strict: false }).get('/export/:file', async (context) => {
    try {
      return await answer(context.req.raw)
    } catch (error) {
      const failure = failureOf(error)
      if (failure.status >= 500) log.error({ err: failure.cause ?? error }, 'an export failed')
      const headers = { ...retryAfter(failure), ...(failure instanceof RateLimitedError ? failure.headers : {}) }
      return Response.json({ error: failure.message, code: failure.code }, { status: failure.status, headers })
    }
  })
}

interface Opening {
  request: Request
  principal: Principal
  file: AskedFile
  sql: Sql
  onEnd(end: StreamEnd): void
}

const failureOf = (error: unknown): GatewayError =>
  error instanceof GatewayError ? error : new GatewayError('INTERNAL_SERVER_ERROR')

function credentialOf({ headers }: Request): string {
  const token = bearerToken(headers)
  if (token === undefined) throw new GatewayError('UNAUTHENTICATED', 'Send a read token: Authorization: Bearer …')
  return token
}

/** What cannot be answered now may be a moment later. */
function retryAfter({ code, retryAfterSeconds }: GatewayError): Record<string, string> {
  const seconds = retryAfterSeconds ?? (code === 'UNAVAILABLE' ? 5 : undefined)
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) }
}

async function nextPage(pages: AsyncGenerator<ExportPage>): Promise<ExportPage> {
  const { value } = await pages.next()
  return value ?? { rows: [], bytes: 0, nextCursor: undefined }
}

/**
 * The rows of an answer with `limit`, which must know its end before its first byte: no more than there is room for.
 */
async function upTo(maxBytes: number, pages: AsyncGenerator<ExportPage>): Promise<ExportPage> {
  const whole: ExportPage = { rows: [], bytes: 0, nextCursor: undefined }
  for await (const { rows, bytes, nextCursor } of pages) {
    whole.rows.push(...rows)
    whole.bytes += bytes
    whole.nextCursor = nextCursor
    if (whole.bytes >= maxBytes) break
  }
  return whole
}
