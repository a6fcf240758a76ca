import { readConfig } from '../config.ts'
import { type CostField, type CostMapping, costFields } from '../costs/columns.ts'
import { createCostStore, type SentCost } from '../costs/cost-store.ts'
import { createHttpCosts } from '../costs/http-costs.ts'
import { type CostReport, importCostFiles } from '../costs/import-cost-files.ts'
import type { ImportFormat } from '../import/row.ts'
import { createInsertRows } from '../ingest/insert-rows.ts'
import { importThrough } from './advise.ts'
import { assertGatewayUrl } from './ask-gateway.ts'
import { locationOption } from './location-option.ts'
import { openDatabase } from './open-database.ts'
import { createProgress } from './progress.ts'

export interface ImportCostsOptions {
  files: string[]
  format: ImportFormat | undefined
  mappings: readonly string[]
  currency: string | undefined
  url: string | undefined
  key: string | undefined
  location: string | undefined
  batchSize: number
  json: boolean
}

/** `attrigraph import --costs`: ad costs from files, into ClickHouse or through a running gateway. */
export async function importCosts({
  files,
  format,
  mappings,
  currency,
  batchSize,
  json,
  ...where
}: ImportCostsOptions) {
  const mapping: CostMapping = { columns: parseCostColumns(mappings), currency }
  const { accept, close } = await openCosts(where)
  const progress = createProgress({ label: 'Importing costs', total: 100, silent: json })
  try {
    const report = await importCostFiles({
      files,
      format,
      mapping,
      accept,
      batchSize,
      onProgress: ({ done, total, rows }) =>
        progress.update(total === 0 ? 100 : (100 * done) / total, `${rows.toLocaleString('en-US')} rows`),
    })
    progress.stop()
    console.log(json ? JSON.stringify(report) : formatCostReport(report))
  } finally {
    progress.stop()
    await close()
  }
}

/** `column=field` → which field a column becomes. @throws Error that lists the fields */
function parseCostColumns(mappings: readonly string[]): Map<string, CostField> {
  return new Map(
    mappings.map((text) => {
      const at = text.lastIndexOf('=')
      const field = costFields.find((name) => name === text.slice(at + 1))
      if (at < 1 || field === undefined)
        throw new Error(`--map ${text}: expected column=field, with a field out of ${costFields.join(' ')}.`)
      return [text.slice(0, at), field]
    }),
  )
}

async function openCosts({ url, key, location }: Pick<ImportCostsOptions, 'url' | 'key' | 'location'>) {
  if (key !== undefined && url === undefined) throw new Error('--key is for --url, which is missing.')
  if (url !== undefined) {
    assertGatewayUrl(url)
    if (key === undefined) throw new Error('--url needs --key: a write key of the location.')
    return { accept: createHttpCosts({ url, writeKey: key }), close: async () => undefined }
  }
  if (location === undefined) throw new Error('Say into which location: --location ID.')
  const locationId = locationOption(location)
  const clickhouse = await openDatabase(readConfig(process.env), importThrough)
  const store = createCostStore({ client: clickhouse.client, insert: createInsertRows(clickhouse.client) })
  return { accept: (costs: readonly SentCost[]) => store.accept(locationId, costs), close: () => clickhouse.close() }
}

function formatCostReport({ rows, stored, quarantined, problems }: CostReport): string {
  const number = (value: number) => value.toLocaleString('en-US')
  const lines = [`${number(rows)} rows: ${number(stored)} stored, ${number(quarantined)} to quarantine.`]
  for (const { file, row, detail } of problems) lines.push(`  ${file}, row ${row}: ${detail}`)
  if (problems.length < quarantined) lines.push(`  … and ${number(quarantined - problems.length)} more.`)
  return lines.join('\n')
}
