import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import type { Mapping } from './mapping.ts'

/** What tells one state of a file from another without reading it. */
export interface FileState {
  size: number
  mtimeMs: number
}

export interface Checkpoint {
  /** Rows from the start of the file that are stored already; 0 for a file that has changed since. */
  rowsDone(path: string, state: FileState): number
  record(path: string, state: FileState, rows: number): Promise<void>
}

const stored = z.object({
  import: z.string(),
  files: z.record(z.string(), z.object({ size: z.number(), mtimeMs: z.number(), rows: z.number().int().min(0) })),
})

/** A name for "this mapping into this place": another mapping makes other events, so it starts from the beginning. */
export function importKey(place: string, { columns, eventName, rename }: Mapping): string {
  const content = JSON.stringify([place, [...columns], eventName ?? null, [...rename]])
  return createHash('sha256').update(content).digest('hex').slice(0, 24)
}

/** Remembers nothing: for an import without a place to write to. */
export const noCheckpoint: Checkpoint = { rowsDone: () => 0, record: async () => undefined }

/**
 * Remembers in a JSON file how far an import is. An unreadable file, or one of another import, is a fresh start: doing
 * a part again is harmless.
 */
export async function openCheckpoint(path: string, key: string, restart = false): Promise<Checkpoint> {
  const files = new Map(Object.entries(restart ? {} : await readFiles(path, key)))
  let writing = Promise.resolve()

  async function save(): Promise<void> {
    const text = JSON.stringify({ import: key, files: Object.fromEntries(files) }, null, 2)
    await mkdir(dirname(path), { recursive: true })
    // Renamed into place: a crash in the middle leaves the older file.
    await writeFile(`${path}.new`, `${text}\n`)
    await rename(`${path}.new`, path)
  }

  return {
    rowsDone(file, { size, mtimeMs }) {
      const known = files.get(resolve(file))
      return known?.size === size && known.mtimeMs === mtimeMs ? known.rows : 0
    },
    record(file, { size, mtimeMs }, rows) {
      files.set(resolve(file), { size, mtimeMs, rows })
      // One after the other, and never stuck behind a failed one.
      writing = writing.catch(() => undefined).then(save)
      return writing
    },
  }
}

async function readFiles(path: string, key: string) {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return {}
  try {
    const parsed = stored.parse(JSON.parse(text))
    return parsed.import === key ? parsed.files : {}
  } catch {
    return {}
  }
}
