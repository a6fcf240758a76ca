import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const documents = z.record(z.string(), z.string())

/** The operations that the built dashboard sends by their hashes (`sha256:…`); none when it is not built. */
export function readPersistedDocuments(directory: string): Readonly<Record<string, string>> {
  const path = join(directory, 'documents.json')
  return existsSync(path) ? documents.parse(JSON.parse(readFileSync(path, 'utf8'))) : {}
}
