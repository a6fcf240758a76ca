/**
 * Writes `generated.ts`: the parameter and row types of every statement, as the engine itself describes them after the
 * DDL has been applied. Types thus run unbroken from the DDL to the client. Run by `npm run generate`.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createClickHouse } from '../clickhouse/client.ts'
import { migrate } from '../clickhouse/migrate.ts'
import { readConfig } from '../config.ts'
import { typeScriptType } from './clickhouse-type.ts'
import { landingTables } from './landing-tables.ts'
import { readStatements, type Statement } from './statement.ts'

const target = fileURLToPath(new URL('./generated.ts', import.meta.url))

/** Any value of the type: a statement must be bound before the engine describes it. */
function anyValue(type: string): unknown {
  if (type.startsWith('Nullable')) return null
  if (type.startsWith('Array')) return []
  if (type === 'Date') return '2026-01-01'
  if (type === 'UUID') return '00000000-0000-0000-0000-000000000000'
  if (type.startsWith('DateTime')) return '2026-01-01 00:00:00'
  return type === 'String' ? 'UTC' : 1
}

const clickhouse = await createClickHouse({ ...readConfig({}), DATA_DIR: ':memory:', EMBEDDED_CONNECTIONS: 1 })
await migrate(clickhouse)

const columnLists: string[] = []

async function describe({ name, text, params }: Statement): Promise<string> {
  const result = await clickhouse.client.query({
    query: `DESCRIBE (${text})`,
    query_params: Object.fromEntries([...params].map(([param, type]) => [param, anyValue(type)])),
    format: 'JSONEachRow',
  })
  const columns = await result.json<{ name: string; type: string }>()
  const paramLines = [...params].map(([param, type]) => `      ${param}: ${paramType(type)}`)
  columnLists.push(`  '${name}': [${columns.map((column) => `'${column.name}'`).join(', ')}],`)
  const rowLines = columns.map((column) => `      ${column.name}: ${typeScriptType(column.type)}`)
  return `  '${name}': {\n    params: {\n${paramLines.join('\n')}\n    }\n    row: {\n${rowLines.join('\n')}\n    }\n  }`
}

const paramType = (type: string) => typeScriptType(type).replace(/(\S+)\[\]$/, 'readonly $1[]')

const withDefault: string[] = []

async function describeTable(table: string): Promise<string> {
  const result = await clickhouse.client.query({ query: `DESCRIBE TABLE ${table}`, format: 'JSONEachRow' })
  const columns = await result.json<{ name: string; type: string; default_expression: string }>()
  const own = columns.filter(({ default_expression }) => default_expression !== '').map(({ name }) => `'${name}'`)
  if (own.length > 0) withDefault.push(`  ${table}: [${own.join(', ')}],`)
  return `  ${table}: {\n${columns.map((column) => `    ${column.name}: ${typeScriptType(column.type)}`).join('\n')}\n  }`
}

const blocks: string[] = []
for (const statement of readStatements().values()) blocks.push(await describe(statement))
const tables: string[] = []
for (const table of landingTables) tables.push(await describeTable(table))
await clickhouse.close()
writeFileSync(
  target,
  `// Generated from the engine by \`npm run generate\`. Do not edit.\n\nexport interface Statements {\n${blocks.join('\n')}\n}\n\n/** The columns of each statement, for checks at run time. */\nexport const statementColumns: { readonly [N in keyof Statements]: readonly (keyof Statements[N]['row'] & string)[] } = {\n${columnLists.join('\n')}\n}\n\n/** Rows as they are inserted. */\nexport interface Tables {\n${tables.join('\n')}\n}\n\n/** Columns that are something else than empty when they are left out. */\nexport const columnsWithDefault: { readonly [T in keyof Tables]?: readonly (keyof Tables[T] & string)[] } = {\n${withDefault.join('\n')}\n}\n`,
)
