import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Delivery, Ingest } from '../ingest/captured-event.ts'
import type { Checkpoint } from './checkpoint.ts'
import { deliver } from './deliver.ts'
import type { MappedRow } from './map-row.ts'
import { openRows, type Reading } from './open-rows.ts'
import { addDefect, addReceipt, type FileReport, newFileReport } from './report.ts'
import type { Row, RowDefect } from './row.ts'
import type { StoredCheck } from './stored-check.ts'

export interface FileImport {
  path: string
  reading: Reading
  locationId: string
  ingest: Ingest
  mapRow(row: Row): MappedRow
  batchSize: number
  checkpoint: Checkpoint
  /** Asked about what the checkpoint says is done; without it, the checkpoint is believed. */
  isStored?: StoredCheck | undefined
  signal?: AbortSignal | undefined
  onProgress(bytes: number, rows: number): void
}

interface Chunk {
  /** Rows of the file that are done when this chunk and all before it are. */
  end: number
  rows: number
  delivery: Delivery
  defects: { row: number; defect: RowDefect }[]
}

/** So that reading and storing overlap; more would not be faster, because the writer stores one group at a time. */
const inFlightMax = 2

/**
 * Imports what of a file is not stored according to its checkpoint and, where it can be asked, to the database. Stops
 * after the chunks in flight when the signal is given.
 */
export async function importFile(options: FileImport): Promise<FileReport> {
  const { path, locationId, ingest, batchSize, checkpoint, isStored, signal } = options
  const state = await stat(path)
  const source = await openRows(path, options.reading)
  const done = await checkpoint.rowsDone(path, state)
  const unread = isStored === undefined ? done : 0
  const report = newFileReport(path, source.format, unread)
  const waiting: { chunk: Chunk; done: boolean }[] = []
  const inFlight = new Set<Promise<void>>()
  let failure: { error: unknown } | undefined

  const send = async (chunk: Chunk): Promise<void> => {
    const entry = { chunk, done: false }
    waiting.push(entry)
    try {
      if (await isDoneAlready(chunk)) report.skipped += chunk.rows
      else {
        addReceipt(report, chunk.rows, await deliver(ingest, chunk.delivery, signal))
        for (const { row, defect } of chunk.defects) addDefect(report, defect.reason, row)
      }
      entry.done = true
      await recordProgress()
      options.onProgress(source.position(), report.rows)
    } catch (error) {
      // The stop came while an overloaded gateway was waited for: these rows are for the next run.
      if (error instanceof Error && error.name === 'AbortError') report.complete = false
      else failure ??= { error }
    }
  }

  /** Rows for the quarantine are handed over again, which changes nothing there. */
  const isDoneAlready = async ({ end, defects, delivery }: Chunk) =>
    isStored !== undefined && end <= done && defects.length === 0 && (await isStored(locationId, delivery.events))

  /** Only what is done without a gap counts: a later chunk may overtake an earlier one. */
  const recordProgress = async () => {
    const open = waiting.findIndex((entry) => !entry.done)
    const finished = waiting.splice(0, open < 0 ? waiting.length : open).at(-1)
    if (finished !== undefined) await checkpoint.record(path, state, Math.max(done, finished.chunk.end))
  }

  const launch = async (chunk: Chunk): Promise<void> => {
    const sending = send(chunk).finally(() => inFlight.delete(sending))
    inFlight.add(sending)
    if (inFlight.size >= inFlightMax) await Promise.race(inFlight)
  }

  const stopped = () => failure !== undefined || signal?.aborted === true
  let row = unread
  let chunk = newChunk(locationId, row)
  report.complete = true
  try {
    for await (const one of source.rows(unread)) {
      if (stopped()) {
        report.complete = false
        break
      }
      addRow(chunk, one, options.mapRow(one), ++row, path)
      if (chunk.rows < batchSize) continue
      await launch(chunk)
      chunk = newChunk(locationId, row)
    }
    if (report.complete && chunk.rows > 0) await launch(chunk)
  } finally {
    // Also when the file turns out to be damaged: what was read before is stored and recorded.
    await Promise.all(inFlight)
  }
  if (failure !== undefined) throw failure.error
  return report
}

const newChunk = (locationId: string, end: number): Chunk => ({
  end,
  rows: 0,
  delivery: { locationId, events: [], rejected: [], sender: {} },
  defects: [],
})

function addRow(chunk: Chunk, row: Row, mapped: MappedRow, number: number, path: string): void {
  chunk.end = number
  chunk.rows++
  if ('event' in mapped) {
    chunk.delivery.events.push(mapped.event)
    return
  }
  const { reason, detail } = mapped.defect
  chunk.delivery.rejected.push({ reason, detail: `${basename(path)}, row ${number}: ${detail}`, raw: row.text() })
  chunk.defects.push({ row: number, defect: mapped.defect })
}
