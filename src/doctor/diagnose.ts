import type { ClickHouse } from '../clickhouse/client.ts'
import { migrationState } from '../clickhouse/migrate.ts'
import type { Config } from '../config.ts'
import { databaseErrorCode } from '../sql/database-error.ts'
import type { Check, Finding } from './check.ts'
import { checks } from './checks.ts'

export interface Diagnosis {
  name: string
  title: string
  findings: Finding[]
  /** Why it could not look. */
  skipped?: string
}

export interface DiagnoseDeps {
  clickhouse: ClickHouse
  config: Config
  now?: () => number
}

const accessDenied = '497'

/** Looks at everything and changes nothing. What the database user may not read is told and passed over. */
export async function diagnose({ clickhouse, config, now = Date.now }: DiagnoseDeps): Promise<Diagnosis[]> {
  const deps = {
    clickhouse,
    config,
    now,
    async rows<T>(query: string, query_params: Record<string, unknown> = {}): Promise<T[]> {
      return (await clickhouse.client.query({ query, query_params, format: 'JSONEachRow' })).json<T>()
    },
  }
  const { pending } = await migrationState(clickhouse)

  async function look({ name, title, needsSchema, run }: Check): Promise<Diagnosis> {
    if (needsSchema && pending.length > 0) return { name, title, findings: [], skipped: 'migrations wait' }
    try {
      return { name, title, findings: await run(deps) }
    } catch (error) {
      if (databaseErrorCode(error) !== accessDenied) throw error
      return { name, title, findings: [], skipped: 'the database user may not read this' }
    }
  }

  const diagnoses: Diagnosis[] = []
  for (const check of checks) diagnoses.push(await look(check))
  return diagnoses
}
