import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { Mapping } from './mapping.ts'

/** What tells one state of a file from another without reading it. */
interface FileState {
  size: number
  mtimeMs: number
}

export interface Checkpoint {
  /** Rows from the start of the file that are stored already; 0 for a file that has changed since. */
  rowsDone(path: string, state: FileState): Promise<number>
  record(path: string, state: FileState, rows: number): Promise<void>
}

const stored = z.object({
  import: z.string(),
  file: z.string(),
  size: z.number(),
  mtimeMs: z.number(),
  rows: z.number().int().min(0),
})

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24)

/** A name for "this mapping into this place": another mapping makes other events, so it starts from the beginning. */
export function importKey(place: string, { columns, eventName, rename }: Mapping): string {
  return shortHash(JSON.stringify([place, [...columns], eventName ?? null, [...rename]]))
}

/** Remembers nothing: for an import without a place to write to. */
export const noCheckpoint: Checkpoint = { rowsDone: async () => 0, record: async () => undefined }

/**
 * Remembers how far an import is, in a JSON file for each of its files, so that imports of several files may run side
 * by side. An unreadable one, or one of another import, is a fresh start: doing a part again is harmless.
 */
export function openCheckpoint(directory: string, key: string, restart = false): Checkpoint {
  const pathOf = (file: string) => join(directory, `${shortHash(file)}.json`)
  let writing = Promise.resolve()

  async function save(file: string, { size, mtimeMs }: FileState, rows: number): Promise<void> {
    const path = pathOf(file)
    // Renamed into place: a crash in the middle leaves the older file, and of two imports of one file neither meets the
    // other's.
    const fresh = `${path}.${randomUUID()}.new`
    try {
      await mkdir(directory, { recursive: true })
      await writeFile(fresh, `${JSON.stringify({ import: key, file, size, mtimeMs, rows }, null, 2)}\n`)
      await rename(fresh, path)
    } catch (cause) {
      await rm(fresh, { force: true })
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new Error(`${path}: how far the import is cannot be written down: ${why}`, { cause })
    }
  }

  return {
    async rowsDone(path, { size, mtimeMs }) {
      const file = resolve(path)
      const known = restart ? undefined : await readState(pathOf(file))
      return known?.import === key && known.file === file && known.size === size && known.mtimeMs === mtimeMs
        ? known.rows
        : 0
    },
    record(path, state, rows) {
      // One after the other, and never stuck behind a failed one.
      writing = writing.catch(() => undefined).then(() => save(resolve(path), state, rows))
      return writing
    },
  }
}

async function readState(path: string): Promise<z.infer<typeof stored> | undefined> {
  try {
    return stored.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}
