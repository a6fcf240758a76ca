import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client'
import { v5 as uuidV5 } from 'uuid'
import type { Logger } from '../log.ts'
import type { Statements, Tables } from '../sql/generated.ts'
import { toClickHouseTime } from '../sql/run.ts'
import { readStatements } from '../sql/statement.ts'
import type { Delivery, Receipt, RejectedEvent } from './captured-event.ts'
import { errorRow } from './exception.ts'
import { identityMappingOf, mappingRow } from './identity-mapping.ts'
import { landingRow } from './landing-row.ts'

export interface WriterOptions {
  client: ClickHouseClient
  log: Logger
  now?: () => number
  /** Longer raw texts are cut in quarantine. */
  quarantineMaxBytes?: number
}

/** A ClickHouse server takes a parameter of at most 128 KiB (http_max_field_value_size). */
const lookupSize = 2_000

type Batch = { [T in keyof Tables]: Tables[T][] }

const quarantineNamespace = 'b2f4a1de-51c7-5c0e-9a43-7d5b0f6a2e90'

/**
 * Writes deliveries into the landing tables, so that the same event sent again changes nothing:
 * 1. known events are left out, 2. what an event says elsewhere (mappings, errors) is stored before the event itself,
 * 3. the event's id is recorded last. A failure anywhere leaves the id unrecorded, so the sender's retry repairs it;
 * every table and view bears the repetition.
 */
export function createWriter({ client, log, now = Date.now, quarantineMaxBytes = 100_000 }: WriterOptions) {
  const knownEvents = readStatements().get('known-events')
  if (knownEvents === undefined) throw new Error('There is no statement known-events')
  const knownEventsText = knownEvents.text

  async function findKnown(rows: readonly Tables['events'][]): Promise<Set<string>> {
    const known = new Set<string>()
    for (let start = 0; start < rows.length; start += lookupSize) {
      const part = rows.slice(start, start + lookupSize)
      const result = await client.query({
        query: knownEventsText,
        query_params: {
          location_ids: [...new Set(part.map((row) => row.location_id))],
          uuids: part.map((row) => row.uuid),
        },
        format: 'JSONEachRow',
      })
      for (const row of await result.json<Statements['known-events']['row']>()) known.add(keyOf(row))
    }
    return known
  }

  async function insert<T extends keyof Tables>(table: T, rows: readonly Tables[T][]): Promise<void> {
    if (rows.length === 0) return
    const body = rows.map((row) => JSON.stringify(row)).join('\n')
    // The token makes a repetition of this very block harmless, materialized views included.
    const token = createHash('sha256').update(body).digest('hex')
    const result = await client.exec({
      query: `INSERT INTO ${table} (${Object.keys(rows[0] ?? {}).join(', ')}) SETTINGS insert_deduplication_token = '${token}', deduplicate_blocks_in_dependent_materialized_views = 1, max_partitions_per_insert_block = 0, async_insert = 0 FORMAT JSONEachRow`,
      values: Readable.from([Buffer.from(body)], { objectMode: false }),
    })
    result.stream.resume()
  }

  async function store(batch: Batch): Promise<void> {
    await Promise.all([
      insert('identity_mappings', batch.identity_mappings),
      insert('identity_mappings_quarantine', batch.identity_mappings_quarantine),
      insert('errors', batch.errors),
      insert('errors_quarantine', batch.errors_quarantine),
      insert('events_quarantine', batch.events_quarantine),
    ])
    await insert('events', batch.events)
    await insert('event_ids', batch.event_ids)
  }

  /** Stores the events; one that the engine cannot take is found by halving, and goes to quarantine alone. */
  async function storeOrQuarantine(events: readonly Shaped[]): Promise<Shaped[]> {
    if (events.length === 0) return []
    try {
      await store(batchOf(events))
      return []
    } catch (error) {
      if (!isDataError(error)) throw error
      const [only, second] = events
      if (only !== undefined && second === undefined) {
        log.warn(
          { locationId: only.row.location_id, reason: 'not_storable' },
          'an event cannot be stored and goes to quarantine',
        )
        const raw = JSON.stringify(only.event)
        await insert('events_quarantine', [
          quarantined(only.row.location_id, {
            reason: 'not_storable',
            detail: 'The database refuses this event.',
            raw,
          }),
        ])
        return [only]
      }
      const middle = Math.ceil(events.length / 2)
      const refused = await storeOrQuarantine(events.slice(0, middle))
      return [...refused, ...(await storeOrQuarantine(events.slice(middle)))]
    }
  }

  function quarantined(locationId: string, { reason, detail, raw }: RejectedEvent): Tables['events_quarantine'] {
    return {
      location_id: locationId,
      // The same bad event sent again is one row.
      quarantine_id: uuidV5(JSON.stringify([locationId, reason, raw]), quarantineNamespace),
      received_at: toClickHouseTime(new Date(now())),
      reason,
      detail,
      raw: raw.slice(0, quarantineMaxBytes).toWellFormed(),
    }
  }

  return {
    /** Resolves with one receipt per delivery after everything is stored. */
    async write(deliveries: readonly Delivery[]): Promise<Receipt[]> {
      const receivedAt = new Date(now())
      const shaped = deliveries.map(({ locationId, events, sender }) =>
        events.map((event) => ({ event, row: landingRow(locationId, event, sender, receivedAt) })),
      )
      const seen = await findKnown(shaped.flat().map(({ row }) => row))
      const fresh = shaped.map((events) =>
        events.filter(({ row }) => {
          const key = keyOf(row)
          if (seen.has(key)) return false
          seen.add(key)
          return true
        }),
      )
      await insert(
        'events_quarantine',
        deliveries.flatMap(({ locationId, rejected }) => rejected.map((one) => quarantined(locationId, one))),
      )
      const refused = new Set(await storeOrQuarantine(fresh.flat()))
      return deliveries.map(({ events, rejected }, index) => {
        const taken = fresh[index] ?? []
        const accepted = taken.filter((event) => !refused.has(event)).length
        return {
          accepted,
          duplicates: events.length - taken.length,
          quarantined: rejected.length + taken.length - accepted,
        }
      })
    },
  }
}

interface Shaped {
  event: Delivery['events'][number]
  row: Tables['events']
}

const keyOf = ({ location_id, uuid }: { location_id: string; uuid: string }) => `${location_id}\n${uuid}`

/** Everything that a group of events says, by table. */
function batchOf(events: readonly Shaped[]): Batch {
  const batch: Batch = {
    events: [],
    event_ids: [],
    events_quarantine: [],
    identity_mappings: [],
    identity_mappings_quarantine: [],
    errors: [],
    errors_quarantine: [],
  }
  for (const { event, row } of events) {
    batch.events.push(row)
    batch.event_ids.push({ location_id: row.location_id, uuid: row.uuid, received_at: row.received_at })
    const mapping = identityMappingOf(event)
    if (mapping?.illegal !== undefined)
      batch.identity_mappings_quarantine.push({ ...mappingRow(mapping, row), reason: mapping.illegal })
    else if (mapping !== undefined) batch.identity_mappings.push(mappingRow(mapping, row))
    const error = errorRow(row, event.properties)
    if (error !== undefined) batch.errors.push(error)
  }
  return batch
}

/** Parse and conversion errors: the fault of a row, not of the server. */
const dataErrorCodes = new Set([
  '6',
  '26',
  '27',
  '32',
  '33',
  '38',
  '41',
  '53',
  '69',
  '70',
  '72',
  '117',
  '131',
  '321',
  '349',
  '376',
  '691',
])

function isDataError(error: unknown): boolean {
  return error instanceof ClickHouseError && dataErrorCodes.has(error.code)
}
