import { Hono } from 'hono'
import type { WriteKeys } from '../auth/write-keys.ts'
import type { CostStore } from '../costs/cost-store.ts'
import type { BodyBudget, BodyRoom } from '../ingest/body-budget.ts'
import type { Ingest } from '../ingest/captured-event.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import { decompress } from '../ingest/posthog/decompress.ts'
import { readBody, tooLarge } from '../ingest/posthog/request-body.ts'
import type { Logger } from '../log.ts'
import type { ErasedIds } from '../privacy/erased-ids.ts'
import { createCostRows } from './cost-rows.ts'
import { createEventRows } from './event-rows.ts'
import { type RowLimits, readSentRows } from './sent-rows.ts'
import { createStatementRows } from './statement-rows.ts'
import { createWriteDoor, credentialOf, WriteFailure } from './write-door.ts'
import type { WriteRows } from './write-rows.ts'

export interface EventsApiDeps {
  costs: CostStore
  ingest: Ingest
  insert: InsertRows
  erasedIds: ErasedIds
  /** Told of rows that are acknowledged and not stored, because their person was erased; those of `events` are counted by `ingest`. */
  onErased: (locationId: string, rows: number) => void
  writeKeys: WriteKeys
  log: Logger
  now: () => number
  limits: RowLimits & { bodyMaxBytes: number }
  /** Shared by all doors that take events. */
  bodies: BodyBudget
}

/** The data sources that clients write to. */
export const dataSourceNames = ['events', 'identity_mappings', 'errors', 'ad_costs'] as const
export type DataSourceName = (typeof dataSourceNames)[number]
const isDataSource = (name: string): name is DataSourceName => dataSourceNames.some((known) => known === name)

/**
 * Tinybird's Events API: `POST /v0/events?name=<data source>[&wait=true][&format=ndjson|json]`, with a write key as bearer or `?token=`.
 * The body is one JSON object or array, or NDJSON, whatever content type it claims; gzip, deflate, br and zstd are taken off. Rows that
 * cannot be used go to quarantine and never fail the others. 200 and 202 are both answered after everything is stored.
 */
export function createEventsApi(deps: EventsApiDeps): Hono {
  const { costs, ingest, insert, erasedIds, onErased, writeKeys, log, now, limits, bodies } = deps
  const { bodyMaxBytes } = limits
  const writers: Record<DataSourceName, WriteRows> = {
    events: createEventRows({ ingest, now, limits: { eventMaxBytes: limits.rowMaxBytes, maxDepth: limits.maxDepth } }),
    ...createStatementRows({ ingest, insert, erasedIds, onErased, now }),
    ad_costs: createCostRows(costs),
  }

  async function post(request: Request, room: BodyRoom): Promise<Response> {
    const query = new URL(request.url).searchParams
    const writeKey = credentialOf(request)
    const locationId = writeKey === '' ? undefined : await writeKeys.locationOf(writeKey)
    if (locationId === undefined)
      throw new WriteFailure(403, 'A write key is required: as bearer token, or as ?token=.')
    const name = query.get('name') ?? ''
    if (name === '') throw new WriteFailure(400, 'Name the data source: ?name=events.')
    if (!isDataSource(name))
      throw new WriteFailure(404, `There is no data source of this name. There are: ${dataSourceNames.join(', ')}.`)
    if (!['ndjson', 'json', null].includes(query.get('format')))
      throw new WriteFailure(400, 'format: expected ndjson or json.')

    const sent = await readBody(request, bodyMaxBytes, room)
    const body = await decompress(sent, request.headers.get('Content-Encoding') ?? '', bodyMaxBytes, room)
    if (body.byteLength > bodyMaxBytes) throw tooLarge(bodyMaxBytes)
    // Events keep their numbers as every other door does; money keeps its digits.
    const rows = await readSentRows(new TextDecoder().decode(body), { ...limits, exactNumbers: name === 'ad_costs' })
    const counts = await writers[name](rows, { locationId, writeKey, request })
    if (counts.quarantined_rows > 0) log.warn({ locationId, name, ...counts }, 'rows went to quarantine')
    return Response.json(counts, { status: query.get('wait') === 'true' ? 200 : 202 })
  }

  const door = createWriteDoor(log)
  return new Hono({ strict: false })
    .on(
      ['POST', 'OPTIONS'],
      '/v0/events',
      door((request) => bodies.within((room) => post(request, room))),
    )
    .all(
      '/v0/events',
      door(async () => {
        throw new WriteFailure(405, 'Rows are sent with POST.')
      }),
    )
}
