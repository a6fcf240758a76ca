import { Hono } from 'hono'
import type { WriteKeys } from '../auth/write-keys.ts'
import type { CostStore, SentCost } from '../costs/cost-store.ts'
import { decompress } from '../ingest/posthog/decompress.ts'
import { readBody, tooLarge } from '../ingest/posthog/request-body.ts'
import { failureResponse, RequestFailure } from '../ingest/posthog/request-failure.ts'
import type { Logger } from '../log.ts'
import { type RowLimits, readSentRows } from './sent-rows.ts'

export interface EventsApiDeps {
  costs: CostStore
  writeKeys: WriteKeys
  log: Logger
  limits: RowLimits & { bodyMaxBytes: number }
}

interface Counts {
  successful_rows: number
  quarantined_rows: number
}

/**
 * Tinybird's Events API: `POST /v0/events?name=<data source>[&wait=true]`, with a write key as bearer or `?token=`. The body is one JSON
 * object or array, or NDJSON, whatever content type it claims; gzip is taken off. Rows that cannot be used go to quarantine.
 */
export function createEventsApi({ costs, writeKeys, log, limits }: EventsApiDeps): Hono {
  const { bodyMaxBytes } = limits
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
    const counts = await write(locationId, await readSentRows(new TextDecoder().decode(body), limits))
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
