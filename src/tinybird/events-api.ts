import { Hono } from 'hono'
import type { WriteKeys } from '../auth/write-keys.ts'
import type { CostStore, SentCost } from '../costs/cost-store.ts'
import { decompress } from '../ingest/posthog/decompress.ts'
import { isDeeperThan, shallowText } from '../ingest/posthog/json-depth.ts'
import { readBody, tooLarge } from '../ingest/posthog/request-body.ts'
import { failureResponse, RequestFailure } from '../ingest/posthog/request-failure.ts'
import type { JsonValue } from '../json.ts'
import type { Logger } from '../log.ts'

export interface EventsApiDeps {
  costs: CostStore
  writeKeys: WriteKeys
  log: Logger
  bodyMaxBytes: number
  /** Of one request. */
  maxRows: number
  /** Levels of nesting in a row. */
  maxDepth: number
}

interface Counts {
  successful_rows: number
  quarantined_rows: number
}

/**
 * Tinybird's Events API: `POST /v0/events?name=<data source>[&wait=true]`, with a write key as bearer or `?token=`. The body is one JSON
 * object or array, or NDJSON, whatever content type it claims; gzip is taken off. Rows that cannot be used go to quarantine;
 * more than `maxRows` are 413.
 */
export function createEventsApi({ costs, writeKeys, log, bodyMaxBytes, maxRows, maxDepth }: EventsApiDeps): Hono {
  const dataSources: Record<string, (locationId: string, rows: SentCost[]) => Promise<Counts>> = {
    async ad_costs(locationId, rows) {
      const { stored, problems } = await costs.accept(locationId, rows)
      return { successful_rows: stored, quarantined_rows: problems.length }
    },
  }

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1]
    const locationId = await locationOf(bearer ?? url.searchParams.get('token') ?? '')
    if (locationId === undefined) return refusal(403, 'A write key is required: as bearer token, or as ?token=.')
    const name = url.searchParams.get('name')
    if (name === null) return refusal(400, 'Name the data source: ?name=ad_costs.')
    const write = Object.hasOwn(dataSources, name) ? dataSources[name] : undefined
    if (write === undefined)
      return refusal(404, `There is no data source of this name. There is: ${Object.keys(dataSources).join(', ')}.`)

    const body = await decompress(
      await readBody(request, bodyMaxBytes),
      request.headers.get('Content-Encoding') ?? '',
      bodyMaxBytes,
    )
    if (body.byteLength > bodyMaxBytes) throw tooLarge(bodyMaxBytes)
    const counts = await write(locationId, readRows(new TextDecoder().decode(body), maxRows, maxDepth))
    if (counts.quarantined_rows > 0) log.warn({ locationId, name, ...counts }, 'rows went to quarantine')
    // Everything is stored by now, but only who waits is promised so.
    return Response.json(counts, { status: url.searchParams.get('wait') === 'true' ? 200 : 202 })
  }

  async function locationOf(key: string): Promise<string | undefined> {
    return key === '' ? undefined : writeKeys.locationOf(key)
  }

  return new Hono({ strict: false }).post('/v0/events', async (context) => {
    try {
      return await answer(context.req.raw)
    } catch (error) {
      if (error instanceof RequestFailure) return failureResponse(error, ({ message }) => ({ error: message }))
      log.error({ err: error }, 'an Events API request failed')
      return refusal(503, 'The rows cannot be stored at the moment. Send them again.', { 'Retry-After': '5' })
    }
  })
}

const refusal = (status: number, error: string, headers: Record<string, string> = {}) =>
  Response.json({ error }, { status, headers })

/**
 * One JSON value, an array of them, or one per line. What is no JSON is a row with a defect.
 * @throws RequestFailure `too_many_events`
 */
function readRows(text: string, maxRows: number, maxDepth: number): SentCost[] {
  const atMost = <T>(rows: T[]): T[] => {
    if (rows.length > maxRows)
      throw new RequestFailure('too_many_events', `A request may hold at most ${maxRows} rows.`)
    return rows
  }
  const whole = parse(text)
  if (whole !== undefined) return atMost(Array.isArray(whole) ? whole : [whole]).map((row) => toRow(row, maxDepth))
  return atMost(text.split('\n').filter((line) => line.trim() !== '')).map((line) => {
    const value = parse(line)
    return value === undefined ? { raw: line, defect: 'is not JSON' } : toRow(value, maxDepth)
  })
}

function toRow(fields: JsonValue, maxDepth: number): SentCost {
  if (isDeeperThan(fields, maxDepth))
    return { raw: shallowText(fields, maxDepth), defect: `is nested deeper than ${maxDepth} levels` }
  return { raw: JSON.stringify(fields), fields }
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
