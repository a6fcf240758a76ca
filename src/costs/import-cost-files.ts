import { checkFiles } from '../import/import-files.ts'
import { openRows } from '../import/open-rows.ts'
import type { ImportFormat } from '../import/row.ts'
import { parseExactly } from '../json/exact-json.ts'
import { type CostMapping, createCostMapper } from './columns.ts'
import type { CostReceipt, SentCost } from './cost-store.ts'

export interface CostImport {
  files: readonly string[]
  /** Without it, each file's name tells. */
  format?: ImportFormat | undefined
  mapping: CostMapping
  accept(costs: readonly SentCost[]): Promise<CostReceipt>
  batchSize: number
  /** In bytes on disk, over all files. */
  onProgress?(progress: { done: number; total: number; rows: number }): void
}

export interface CostReport {
  rows: number
  stored: number
  quarantined: number
  /** The first 20 rows that cannot be used; `row` is counted from 1 without the header. */
  problems: { file: string; row: number; detail: string }[]
}

const shownProblems = 20

/** Imports ad costs from files. Importing the same file again changes nothing. */
export async function importCostFiles(options: CostImport): Promise<CostReport> {
  const { files, format, mapping, accept, batchSize, onProgress } = options
  const sizes = await checkFiles(files, format)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const fieldsOf = createCostMapper(mapping)
  const report: CostReport = { rows: 0, stored: 0, quarantined: 0, problems: [] }
  let before = 0

  async function send(file: string, firstRow: number, costs: readonly SentCost[]): Promise<void> {
    if (costs.length === 0) return
    const { stored, problems } = await accept(costs)
    report.rows += costs.length
    report.stored += stored
    report.quarantined += problems.length
    for (const { place, detail } of problems)
      if (report.problems.length < shownProblems) report.problems.push({ file, row: firstRow + place, detail })
  }

  for (const [index, file] of files.entries()) {
    const source = await openRows(file, { format, parse: parseExactly })
    let batch: SentCost[] = []
    let row = 0
    for await (const each of source.rows(0)) {
      batch.push(
        'defect' in each
          ? { raw: each.text(), defect: each.defect.detail }
          : { raw: each.text(), fields: fieldsOf(each.columns) },
      )
      row++
      if (batch.length < batchSize) continue
      await send(file, row - batch.length + 1, batch)
      batch = []
      onProgress?.({ done: before + source.position(), total, rows: report.rows })
    }
    await send(file, row - batch.length + 1, batch)
    before += sizes[index] ?? 0
    onProgress?.({ done: before, total, rows: report.rows })
  }
  return report
}
