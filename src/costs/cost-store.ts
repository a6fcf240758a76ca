import type { ClickHouseClient } from '@clickhouse/client'
import { v5 as uuidV5 } from 'uuid'
import type { InsertRows } from '../ingest/insert-rows.ts'
import type { Row } from '../sql/run.ts'
import { toClickHouseTime } from '../sql/run.ts'
import { readStatements } from '../sql/statement.ts'
import { adCostRows, maxCostRows } from './ad-cost-rows.ts'
import { type CostRow, costRow, problemOf } from './cost-row.ts'

/** A row as it came: its fields, or what kept them from being read. `raw` is what quarantine keeps. */
export type SentCost = { raw: string } & ({ fields: unknown } | { defect: string })

export interface CostReceipt {
  stored: number
  /** What is wrong with the others, by their place, in order. They are in quarantine. */
  problems: { place: number; detail: string }[]
}

/** Where ad costs of files and of the Events API go: rows that cannot be used never fail the others. */
export interface CostStore {
  /** Resolves after everything is stored. Rejects, with nothing lost for the sender, when the database cannot be reached. */
  accept(locationId: string, costs: readonly SentCost[]): Promise<CostReceipt>
}

export interface CostStoreDeps {
  client: ClickHouseClient
  insert: InsertRows
  now?: () => number
}

const namespace = '3d1e4bd0-8f0e-5a63-9c3f-6f0a1c2e7b55'
const rawMaxLength = 10_000

export function createCostStore({ client, insert, now = Date.now }: CostStoreDeps): CostStore {
  const latestVersion = readStatements().get('latest-ad-cost-version')?.text ?? ''

  async function store(locationId: string, rows: readonly CostRow[]): Promise<void> {
    const result = await client.query({
      query: latestVersion,
      query_params: { location_ids: [locationId] },
      format: 'JSONEachRow',
    })
    const [latest] = await result.json<Row<'latest-ad-cost-version'>>()
    await insert('ad_costs', adCostRows(locationId, rows, { now: now(), after: latest?.version, importedBy: '' }))
  }

  return {
    async accept(locationId, costs) {
      const rows: CostRow[] = []
      const problems: CostReceipt['problems'] = []
      costs.forEach((cost, place) => {
        const read = 'defect' in cost ? undefined : costRow.safeParse(cost.fields)
        if (read?.success) rows.push(read.data)
        else problems.push({ place, detail: 'defect' in cost ? cost.defect : problemOf(read?.error) })
      })
      await insert(
        'ad_costs_quarantine',
        problems.map(({ place, detail }) => {
          const raw = (costs[place]?.raw ?? '').slice(0, rawMaxLength).toWellFormed()
          return {
            location_id: locationId,
            // The same bad row sent again is the same row.
            quarantine_id: uuidV5(JSON.stringify([locationId, detail, raw]), namespace),
            received_at: toClickHouseTime(new Date(now())),
            reason: 'invalid_row',
            detail,
            raw,
          }
        }),
      )
      for (let start = 0; start < rows.length; start += maxCostRows)
        await store(locationId, rows.slice(start, start + maxCostRows))
      return { stored: rows.length, problems }
    },
  }
}
