import { Hono } from 'hono'
import { coveredLocations, covers, type Principal } from '../auth/principal.ts'
import type { TokenVerifier } from '../auth/verify-token.ts'
import { GatewayError } from '../errors.ts'
import { bearerToken } from '../http/bearer-token.ts'
import { credentialKey } from '../limits/credential-key.ts'
import { RateLimitedError, type RequestGate } from '../limits/request-gate.ts'
import type { Logger } from '../log.ts'
import { decodeCursor, fingerprint } from '../resolvers/cursor.ts'
import type { Sql, SqlRequest } from '../sql/run.ts'
import { exportFormats } from './encoder.ts'
import type { ExportTable } from './export-table.ts'
import { filterNames } from './filter-arguments.ts'
import { type ExportPage, readPages } from './read-pages.ts'
import { streamOf } from './stream.ts'
import { exportTables } from './tables.ts'

export interface ExportDeps {
  verifyToken: TokenVerifier
  openSql: (request: SqlRequest) => Sql
  gate: RequestGate
  timeZoneOf: (locationId: string) => string
  /** Of one query. */
  maxResultRows: number
  log: Logger
}

const ownParameters = ['location_id', 'after', 'limit', 'cursor']
const maxLimit = 10_000
/** Of an answer with `limit`, which is held as a whole. */
const maxLimitBytes = 32_000_000

/**
 * `GET /export/<table>.<csv|ndjson|parquet>` with a read token: the rows of a location, filtered as the graph's lists are, the earliest
 * first, streamed. `after=<cursor>` continues; with `limit` (at most 10,000) the header `X-Next-Cursor` says where, also when large rows
 * end the answer before its limit, and `cursor=true` adds the cursor of every row as a column. A failure before the first byte is JSON
 * with the status of its code; a later one breaks the transfer off. HEAD checks all that can be checked without reading, and answers with the headers.
 */
export function createExport({ verifyToken, openSql, gate, timeZoneOf, maxResultRows, log }: ExportDeps): Hono {
  async function answer(request: Request): Promise<Response> {
    const principal = await verifyToken(credentialOf(request))
    if (!principal.scopes.has('read')) throw new GatewayError('FORBIDDEN', 'The token has not the scope read.')
    const { leave, headers } = gate.enter(credentialKey(principal))
    try {
      const response = await open(request, principal, leave)
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
      return response
    } catch (error) {
      leave()
      throw error
    }
  }

  async function open(request: Request, principal: Principal, onEnd: () => void): Promise<Response> {
    const url = new URL(request.url)
    const { name, table, format } = fileOf(url.pathname)
    const locationId = locationOf(principal, url.searchParams)
    assertKnown(table, url.searchParams)
    const limit = limitOf(url.searchParams)

    const gone = new AbortController()
    const signal = AbortSignal.any([request.signal, gone.signal])
    const sql = openSql({ scope: principal.locations, signal, operationName: `export_${name}` })
    const opened = table.open({ locationId, query: url.searchParams, sql, timeZone: timeZoneOf(locationId) })
    const question = fingerprint(['export', opened.question])
    const cursor = url.searchParams.get('after')
    const after = cursor === null ? undefined : decodeCursor(question, cursor)
    const { contentType, create } = exportFormats[format]
    const isCompressed = format !== 'parquet' && /\bgzip\b/i.test(request.headers.get('Accept-Encoding') ?? '')
    const headers = new Headers({
      'Content-Type': contentType,
      'Content-Disposition': `attachment; filename="${name}.${format}"`,
      'Cache-Control': 'private, no-store',
      Vary: 'Authorization, Accept-Encoding',
      ...(isCompressed ? { 'Content-Encoding': 'gzip' } : {}),
    })
    // Hono drops the body of an answer to HEAD, and would neither read nor cancel the stream.
    if (request.method === 'HEAD') {
      onEnd()
      return new Response(null, { headers })
    }

    const pages = readPages({ table: opened, question, after, limit, maxPageRows: maxResultRows })
    // Before anything is answered, so that what fails at once is an error to read.
    const first = limit === undefined ? await nextPage(pages) : await upTo(maxLimitBytes, pages)
    if (limit !== undefined && first.nextCursor !== undefined) headers.set('X-Next-Cursor', first.nextCursor)
    const encoder = create(
      url.searchParams.get('cursor') === 'true' ? { ...table.columns, cursor: 'text' } : table.columns,
    )
    const stream = streamOf({
      first,
      pages,
      encoder,
      onCancel: () => gone.abort(),
      onFailure: (error) => log.error({ err: error, table: name }, 'an export broke off'),
      onEnd,
    })
    return new Response(isCompressed ? stream.pipeThrough(new CompressionStream('gzip')) : stream, { headers })
  }

  return new Hono({ strict: false }).get('/export/:file', async (context) => {
    try {
      return await answer(context.req.raw)
    } catch (error) {
      const failure = error instanceof GatewayError ? error : new GatewayError('INTERNAL_SERVER_ERROR')
      if (failure.status >= 500) log.error({ err: failure.cause ?? error }, 'an export failed')
      const headers = failure instanceof RateLimitedError ? failure.headers : {}
      return Response.json({ error: failure.message, code: failure.code }, { status: failure.status, headers })
    }
  })
}

function credentialOf({ headers }: Request): string {
  const token = bearerToken(headers)
  if (token === undefined) throw new GatewayError('UNAUTHENTICATED', 'Send a read token: Authorization: Bearer …')
  return token
}

function fileOf(pathname: string): { name: string; table: ExportTable; format: keyof typeof exportFormats } {
  const [, name = '', extension = ''] = /\/([a-z_]+)\.([a-z]+)\/?$/.exec(pathname) ?? []
  const table = Object.hasOwn(exportTables, name) ? exportTables[name] : undefined
  const formats = Object.keys(exportFormats).filter((key): key is keyof typeof exportFormats => key in exportFormats)
  const format = formats.find((key) => key === extension)
  if (table === undefined || format === undefined)
    throw new GatewayError(
      'NOT_FOUND',
      `There are: /export/<${Object.keys(exportTables).join('|')}>.<${formats.join('|')}>.`,
    )
  return { name, table, format }
}

function locationOf({ locations }: Principal, query: URLSearchParams): string {
  const named = query.get('location_id')
  const covered = coveredLocations(locations)
  const [only, second] = covered === '*' ? [] : covered
  const locationId = named ?? (second === undefined ? only : undefined)
  if (locationId === undefined)
    throw new GatewayError('BAD_USER_INPUT', 'location_id: say which, the token does not cover exactly one.')
  if (!covers(locations, locationId))
    throw new GatewayError('FORBIDDEN', 'The credential does not cover this location.')
  return locationId
}

/** A misspelt filter would export everything. */
function assertKnown({ inputTypes }: ExportTable, query: URLSearchParams): void {
  const known = [...ownParameters, ...inputTypes.flatMap(filterNames)]
  const unknown = [...query.keys()].find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `There is no parameter ${unknown.slice(0, 40)}. There are: ${known.join(', ')}.`,
    )
}

function limitOf(query: URLSearchParams): number | undefined {
  const text = query.get('limit')
  if (text === null) return undefined
  const limit = Number(text)
  if (!/^\d+$/.test(text) || limit < 1 || limit > maxLimit)
    throw new GatewayError('BAD_USER_INPUT', `limit: expected 1 to ${maxLimit}; leave it out for everything.`)
  return limit
}

async function nextPage(pages: AsyncGenerator<ExportPage>): Promise<ExportPage> {
  const { value } = await pages.next()
  return value ?? { rows: [], bytes: 0, nextCursor: undefined }
}

/** The rows of an answer with `limit`, which must know its end before its first byte: no more than there is room for. */
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
