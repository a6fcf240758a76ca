import { stat } from 'node:fs/promises'
import type { Ingest } from '../ingest/captured-event.ts'
import { createParseWithIds } from '../json/exact-ids.ts'
import { importKey, noCheckpoint, openCheckpoint } from './checkpoint.ts'
import { importFile } from './import-file.ts'
import { createRowMapper } from './map-row.ts'
import { type Mapping, namesIds } from './mapping.ts'
import { guessFormat } from './open-rows.ts'
import { type FileReport, type ImportReport, sumReports } from './report.ts'
import type { ImportFormat, Row } from './row.ts'
import type { StoredCheck } from './stored-check.ts'

export interface ImportOptions {
  files: readonly string[]
  /** Without it, each file's name tells. */
  format?: ImportFormat | undefined
  mapping: Mapping
  /** How deep an event may nest. */
  maxDepth: number
  locationId: string
  ingest: Ingest
  batchSize?: number | undefined
  /** A directory that remembers how far the import is. Without it, every run starts at the first row. */
  checkpoint?: string | undefined
  /** Tells whether the database still holds what the checkpoint says is done. Without it, that is skipped unread. */
  isStored?: StoredCheck | undefined
  /** Forget the checkpoint. Harmless: what is stored already counts as a duplicate. */
  restart?: boolean | undefined
  /** Stops after the chunks in flight. */
  signal?: AbortSignal | undefined
  onProgress?(progress: ImportProgress): void
}

interface ImportProgress {
  file: string
  /** In bytes on disk, over all files. */
  done: number
  total: number
  rows: number
}

/**
 * Imports files into one location. Every row ends as accepted, duplicate or quarantined, or the import fails; after a
 * failure or a stop, the same import goes on where it was.
 */
export async function importFiles(options: ImportOptions): Promise<ImportReport> {
  const { files, mapping, maxDepth, locationId } = options
  const started = performance.now()
  const sizes = await checkFiles(files, options.format)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const checkpoint =
    options.checkpoint === undefined
      ? noCheckpoint
      : openCheckpoint(options.checkpoint, importKey(locationId, mapping), options.restart)
  const { mapRow, isIgnored, unknownColumns } = watchColumns(createRowMapper(mapping, maxDepth), mapping)

  const reading = { format: options.format, parse: createParseWithIds(namesIds(mapping)), isIgnored }
  const reports: FileReport[] = []
  let bytesBefore = 0
  let rowsBefore = 0
  for (const [index, path] of files.entries()) {
    if (options.signal?.aborted) break
    const report = await importFile({
      ...options,
      path,
      reading,
      mapRow,
      checkpoint,
      batchSize: options.batchSize ?? 5_000,
      onProgress: (bytes, rows) =>
        options.onProgress?.({ file: path, done: bytesBefore + bytes, total, rows: rowsBefore + rows }),
    })
    reports.push(report)
    bytesBefore += sizes[index] ?? 0
    rowsBefore += report.rows
    options.onProgress?.({ file: path, done: bytesBefore, total, rows: rowsBefore })
  }
  const interrupted = reports.length < files.length || reports.some((report) => !report.complete)
  return {
    ...sumReports(reports, { locationId, interrupted, unchecked: options.isStored === undefined }),
    // Where nothing was read, nothing is known about columns.
    unknownColumns: reports.some((report) => report.rows > 0) ? unknownColumns() : [],
    elapsedMs: Math.round(performance.now() - started),
  }
}

/**
 * The sizes of the files, asked before the first row is stored: a mistyped third file should not be found an hour
 * later.
 * @throws Error that names the file that is missing or whose format is unknown.
 */
export async function checkFiles(files: readonly string[], format: ImportFormat | undefined): Promise<number[]> {
  if (files.length === 0) throw new Error('Name at least one file.')
  return Promise.all(
    files.map(async (path) => {
      const found = await stat(path).catch(() => undefined)
      if (found?.isFile() !== true) throw new Error(`${path}: there is no such file.`)
      if (format === undefined) guessFormat(path)
      return found.size
    }),
  )
}

/** The row mapper, and which of the mapped columns it never met. */
function watchColumns(mapColumns: ReturnType<typeof createRowMapper>, mapping: Mapping) {
  const unseen = new Set(mapping.columns.keys())
  return {
    mapRow(row: Row) {
      if ('defect' in row) return { defect: row.defect }
      for (const column of unseen) if (Object.hasOwn(row.columns, column)) unseen.delete(column)
      return mapColumns(row.columns)
    },
    isIgnored(column: string) {
      const ignored = mapping.columns.get(column) === 'ignore'
      // No row will have it.
      if (ignored) unseen.delete(column)
      return ignored
    },
    unknownColumns: () => [...unseen],
  }
}
