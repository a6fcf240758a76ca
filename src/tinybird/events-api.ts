import { Hono } from 'hono'
import type { WriteKeys } from '../auth/write-keys.ts'
import type { CostStore } from '../costs/cost-store.ts'
import { decompress } from '../http/decompress.ts'
import { readBody, tooLarge } from '../http/request-body.ts'
import { RequestFailure } from '../http/request-failure.ts'
import type { BodyBudget, BodyRoom } from '../ingest/body-budget.ts'
import type { DropReason, Ingest } from '../ingest/captured-event.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import type { OnRefused } from '../ingest/posthog/door.ts'
import { rateLimitHeaders } from '../limits/rate-limiter.ts'
import type { WriteKeyRate } from '../limits/write-key-rate.ts'
import type { Logger } from '../log.ts'
import type { ErasedIds } from '../privacy/erased-ids.ts'
import type { PrivacyFilters } from '../privacy/privacy-filters.ts'
import { createCostRows } from './cost-rows.ts'
import { credentialOf } from './credential-of.ts'
import { createDoor } from './door.ts'
import { createEventRows } from './event-rows.ts'
import { TinybirdFailure } from './failure.ts'
import { type RowLimits, readSentRows } from './sent-rows.ts'
import { createStatementRows } from './statement-rows.ts'
import type { WriteRows } from './write-rows.ts'

export interface EventsApiDeps {
  costs: CostStore
  ingest: Ingest
  insert: InsertRows
  erasedIds: ErasedIds
  privacy: PrivacyFilters
  /** Told of rows that are acknowledged and not stored; those of `events` are counted by `ingest`. */
  onDropped: (locationId: string, reason: DropReason, rows: number) => void
  writeKeys: WriteKeys
  log: Logger
  now: () => number
  limits: RowLimits & { bodyMaxBytes: number }
  /** Shared by all doors that take events. */
  bodies: BodyBudget
  /** Shared by all doors that take events; absent: write keys have no rate. */
  rate?: WriteKeyRate | undefined
  /** Hears of every request that is refused as a whole. */
  onRefused: OnRefused
}

/** The data sources that clients write to. */
export const dataSourceNames = ['events', 'identity_mappings', 'errors', 'ad_costs'] as const
type DataSourceName = (typeof dataSourceNames)[number]
const isDataSource = (name: string): name is DataSourceName => dataSourceNames.some((known) => known === name)

/**
 * Tinybird's Events API: `POST /v0/events?name=<data source>[&wait=true][&format=ndjson|json]`, with a write key as
 * bearer or `?token=`. The body is one JSON object or array, or NDJSON, whatever content type it claims; gzip, deflate,
 * br and zstd are taken off. Rows that cannot be used go to quarantine and never fail the others. 200 and 202 are both
 * answered after everything is stored.
 */
export function createEventsApi(deps: EventsApiDeps): Hono {
  const { costs, ingest, insert, erasedIds, privacy, onDropped, writeKeys, log, now, limits, bodies, rate, onRefused } =
    deps
  const { bodyMaxBytes } = limits
  const writers: Record<DataSourceName, WriteRows> = {
    events: createEventRows({ ingest, now, limits: { eventMaxBytes: limits.rowMaxBytes, maxDepth: limits.maxDepth } }),
    ...createStatementRows({ ingest, insert, erasedIds, privacy, onDropped, now }),
    ad_costs: createCostRows(costs),
  }

  async function post(request: Request, room: BodyRoom): Promise<Response> {
    const query = new URL(request.url).searchParams
    const writeKey = credentialOf(request)
    if (writeKey === '')
      throw new RequestFailure('missing_token', 'A write key is required: as bearer token, or as ?token=.')
    const locationId = await writeKeys.locationOf(writeKey)
    if (locationId === undefined)
      throw new RequestFailure('unknown_token', 'The write key is not one of this gateway, or was revoked.')
    const name = query.get('name') ?? ''
    if (name === '') throw new RequestFailure('invalid_parameter', 'Name the data source: ?name=events.')
    if (!isDataSource(name)) {
      const known = dataSourceNames.join(', ')
      throw new RequestFailure('not_found', `There is no data source of this name. There are: ${known}.`)
    }
    if (!['ndjson', 'json', null].includes(query.get('format')))
      throw new RequestFailure('invalid_parameter', 'format: expected ndjson or json.')

    const sent = await readBody(request, bodyMaxBytes, room)
    const body = await decompress(sent, request.headers.get('Content-Encoding') ?? '', bodyMaxBytes, room)
    if (body.byteLength > bodyMaxBytes) throw tooLarge(bodyMaxBytes)
    // Events keep their numbers as every other door does; money keeps its digits.
    const rows = await readSentRows(new TextDecoder().decode(body), { ...limits, exactNumbers: name === 'ad_costs' })
    const headers = rate === undefined ? {} : assertRate(rate, writeKey, rows.length)
    const counts = await writers[name](rows, { locationId, request })
    if (counts.quarantined_rows > 0) log.warn({ locationId, name, ...counts }, 'rows went to quarantine')
    return Response.json(counts, { status: query.get('wait') === 'true' ? 200 : 202, headers })
  }

  async function answer(request: Request): Promise<Response> {
    try {
      return await bodies.within((room) => post(request, room))
    } catch (error) {
      onRefused(asCounted(error), request)
      throw error
    }
  }

  const door = createDoor({ log, unexpected: 503 })
  return new Hono({ strict: false }).all('/v0/events', door({ POST: ({ req }) => answer(req.raw) }))
}

/** As the other wire counts it, where everything that is worth sending again is one reason. */
const asCounted = (error: unknown): RequestFailure =>
  error instanceof RequestFailure ? error : new RequestFailure('unavailable', 'Send it again.', { cause: error })

/** Every row counts, also a bad one. Tinybird's clients send again what is answered 429, as no browser's SDK does. */
function assertRate(rate: WriteKeyRate, writeKey: string, rows: number): Record<string, string> {
  const decision = rate.take(writeKey, rows)
  const headers = rateLimitHeaders(decision)
  if (decision.allowed) return headers
  const again = `Try again in ${decision.retryAfterSeconds} s.`
  throw new TinybirdFailure(429, `The write key sends too many rows. ${again}`, { headers })
}
