import { readFileSync } from 'node:fs'
import { GraphQLError, parse, validate } from 'graphql'
import { z } from 'zod'
import { ConfigError } from '../config.ts'
import { schema } from '../schema/index.ts'

/** Registered documents by their hash, without `sha256:`. */
export type PersistedOperations = ReadonlyMap<string, string>

/** Where documents come from: a file, or what a front end of the gateway brings along. */
export interface PersistedSource {
  name: string
  /** Hash, with or without `sha256:`, → document. */
  documents: Readonly<Record<string, string>>
}

const fileShape = z.record(z.string(), z.string())

/** A file as `graphql-codegen` writes it with `persistedDocuments: true`. @throws ConfigError that names the file. */
export function readPersistedSource(path: string): PersistedSource {
  const read = () => {
    try {
      return fileShape.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    } catch (cause) {
      const found = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
      throw new ConfigError(`PERSISTED_OPERATIONS: ${path} ${found}. Expected {"<hash>": "<document>", …}.`)
    }
  }
  const { data, error } = read()
  if (data === undefined) {
    const key = error?.issues[0]?.path.join('.')
    throw new ConfigError(
      `PERSISTED_OPERATIONS: ${path}${key ? `: "${key}"` : ''} is not a text. Expected {"<hash>": "<document>", …}.`,
    )
  }
  return { name: path, documents: data }
}

/**
 * Joins sources into one list. Every document is checked against the schema, so that none fails in front of a user.
 * @throws ConfigError that names the source and the hash.
 */
export function collectPersistedOperations(
  sources: readonly PersistedSource[],
  { maxTokens }: { maxTokens: number },
): PersistedOperations {
  const operations = new Map<string, string>()
  for (const { name, documents } of sources)
    for (const [key, document] of Object.entries(documents)) {
      const refuse = (what: string) => new ConfigError(`The persisted operation "${key}" of ${name} ${what}`)
      const hash = withoutPrefix(key)
      if (hash === '') throw refuse('has an empty hash.')
      const before = operations.get(hash)
      if (before !== undefined && before !== document) throw refuse('is another document elsewhere. Hashes are unique.')
      const [problem] = problemsOf(document, maxTokens)
      if (problem !== undefined) throw refuse(`does not fit the schema: ${problem.message}`)
      operations.set(hash, document)
    }
  return operations
}

export const withoutPrefix = (hash: string) => hash.replace(/^sha256:/, '')

function problemsOf(document: string, maxTokens: number): readonly Error[] {
  try {
    return validate(schema, parse(document, { maxTokens }))
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    throw error
  }
}
