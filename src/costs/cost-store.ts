import type { ClickHouseClient } from '@clickhouse/client'
import { v5 as uuidV5 } from 'uuid'
import type { InsertRows } from '../ingest/insert-rows.ts'
import { forEachInSlices } from '../slices.ts'
import { askStatement } from '../sql/ask-statement.ts'
import type { Tables } from '../sql/generated.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { adCostRows } from './ad-cost-rows.ts'
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
  /**
   * Resolves after everything is stored. Rejects, with nothing lost for the sender, when the database cannot be
   * reached.
   */
  accept(locationId: string, costs: readonly SentCost[]): Promise<CostReceipt>
}

export interface CostStoreDeps {
  client: ClickHouseClient
  insert: InsertRows
  now?: () => number
}

const namespace = '3d1e4bd0-8f0e-5a63-9c3f-6f0a1c2e7b55'
const rawMaxLength = 10_000
/** Rows that are stored together. */
const blockSize = 2_000

export function createCostStore({ client, insert, now = Date.now }: CostStoreDeps): CostStore {
  const latestVersions = askStatement(client, 'latest-ad-cost-version')

  async function latestVersion(locationId: string): Promise<string | undefined> {
    const [row] = await latestVersions({ location_ids: [locationId] })
    return row?.version
  }

  async function store(locationId: string, rows: readonly CostRow[]): Promise<void> {
    if (rows.length === 0) return
    const after = await latestVersion(locationId)
    await insert('ad_costs', adCostRows(locationId, rows, { now: now(), after, importedBy: '' }))
  }

  function quarantineRow(locationId: string, sent: string, detail: string): Tables['ad_costs_quarantine'] {
    const raw = sent.slice(0, rawMaxLength).toWellFormed()
    return {
      location_id: locationId,
      // The same bad row sent again is the same row.
      quarantine_id: uuidV5(JSON.stringify([locationId, detail, raw]), namespace),
      received_at: toClickHouseTime(new Date(now())),
      reason: 'invalid_row',
      detail,
      raw,
    }
  }

  return {
    async accept(locationId, costs) {
      const problems: CostReceipt['problems'] = []
      for (let start = 0; start < costs.length; start += blockSize) {
        const block = costs.slice(start, start + blockSize)
        const quarantined = new Map<string, Tables['ad_costs_quarantine']>()
        const rows: CostRow[] = []
        await forEachInSlices(block, (cost, place) => {
          const { row, problem } = readCost(cost)
          if (row !== undefined) return void rows.push(row)
          problems.push({ place: start + place, detail: problem })
          const entry = quarantineRow(locationId, cost.raw, problem)
          quarantined.set(entry.quarantine_id, entry)
        })
        await insert('ad_costs_quarantine', [...quarantined.values()])
        await store(locationId, rows)
      }
      return { stored: costs.length - problems.length, problems }
    },
  }
}

function readCost(cost: SentCost): { row: CostRow; problem?: never } | { row?: never; problem: string } {
  if ('defect' in cost) return { problem: cost.defect }
  const { data, error } = costRow.safeParse(cost.fields)
  return data === undefined ? { problem: problemOf(error) } : { row: data }
}
