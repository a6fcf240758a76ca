import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A query as a value: the text of a `.sql` file and the ClickHouse types of its parameters. */
export interface Statement {
  name: string
  text: string
  /** Parameter → ClickHouse type, in the order of first use. */
  params: ReadonlyMap<string, string>
}

// Both src/sql and dist/sql lie two levels below the package.
const directory = fileURLToPath(new URL('../../src/sql/', import.meta.url))

/** All statements of `src/sql/`, by name. */
export function readStatements(): ReadonlyMap<string, Statement> {
  const files = readdirSync(directory).filter((file) => file.endsWith('.sql'))
  return new Map(
    files
      .sort()
      .map((file) => file.replace(/\.sql$/, ''))
      .map((name) => [name, readStatement(name)]),
  )
}

export function readStatement(name: string): Statement {
  const text = readFileSync(`${directory}${name}.sql`, 'utf8').trim()
  return { name, text, params: paramsOf(name, text) }
}

function paramsOf(name: string, text: string): Map<string, string> {
  const params = new Map<string, string>()
  for (const [, param = '', type = ''] of text.matchAll(/\{(\w+):([^}]+)\}/g)) {
    const before = params.get(param)
    if (before !== undefined && before !== type)
      throw new Error(`${name}.sql gives {${param}} two types: ${before}, ${type}`)
    params.set(param, type)
  }
  if (!params.has('location_ids'))
    throw new Error(`${name}.sql does not take {location_ids:Array(String)}: no statement may run without a scope`)
  return params
}
