import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { costRow, problemOf } from './cost-row.ts'
import type { CostReceipt, SentCost } from './cost-store.ts'

const compress = promisify(gzip)

export interface HttpCostsOptions {
  url: string
  writeKey: string
  fetch?: (url: URL, init: RequestInit) => Promise<Response>
}

/** Sends ad costs to a running gateway, by its Events API. */
export function createHttpCosts({ url, writeKey, fetch: send = fetch }: HttpCostsOptions) {
  const endpoint = new URL('/v0/events?name=ad_costs&wait=true', url)

  return async function accept(costs: readonly SentCost[]): Promise<CostReceipt> {
    const lines = costs.map((cost) => ('defect' in cost ? JSON.stringify(cost.raw) : JSON.stringify(cost.fields)))
    const answer = await send(endpoint, {
      method: 'POST',
      headers: { Authorization: `Bearer ${writeKey}`, 'Content-Encoding': 'gzip' },
      body: await compress(lines.join('\n')),
    }).catch((error: unknown) => {
      throw new Error(`${endpoint.origin} cannot be reached. Is the gateway running there?`, { cause: error })
    })
    if (!answer.ok) {
      const hint = answer.status === 403 ? ' Is the write key right?' : ''
      throw new Error(`${endpoint.origin} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}${hint}`)
    }
    const counts: { successful_rows: number } = await answer.json()
    // The answer only counts; what is wrong is told by the same rules here.
    const problems = costs.flatMap((cost, place) => {
      if ('defect' in cost) return [{ place, detail: cost.defect }]
      const { error } = costRow.safeParse(cost.fields)
      return error === undefined ? [] : [{ place, detail: problemOf(error) }]
    })
    return { stored: counts.successful_rows, problems }
  }
}
