import { open, rm, writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface Output {
  /** Waits for the reader, so that little is in memory. @throws Error that says where writing failed. */
  write(parts: AsyncIterable<string> | Iterable<string>): Promise<void>
  /** Removes a file that was made and is not whole. */
  close(): Promise<void>
}

/**
 * Where a command writes: a file for its owner alone, or standard output. Opened before anything is read, so that a
 * wrong path is told at once; what another run has written there stays until there is something to write.
 */
export async function openOutput(path: string | undefined): Promise<Output> {
  if (path === undefined)
    return {
      // Its end is the end of the process.
      write: (parts) => pipeline(Readable.from(parts), process.stdout, { end: false }),
      close: async () => undefined,
    }
  const failed = (error: unknown): never => {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    throw new Error(`--out ${path} cannot be written${reason}.`, { cause: error })
  }
  let isNew = true
  const file = await open(path, 'wx', 0o600)
    .catch(() => {
      isNew = false
      return open(path, 'a')
    })
    .catch(failed)
  let isWhole = false
  return {
    async write(parts) {
      let reading: { error: unknown } | undefined
      async function* read() {
        try {
          yield* parts
        } catch (error) {
          reading = { error }
          throw error
        }
      }
      if ((await file.stat()).isFile()) await file.truncate()
      await writeFile(file, read()).catch((error: unknown) => {
        // What could not be read is no failure of the file.
        if (reading !== undefined) throw reading.error
        failed(error)
      })
      isWhole = true
    },
    async close() {
      await file.close()
      if (isNew && !isWhole) await rm(path, { force: true })
    },
  }
}
