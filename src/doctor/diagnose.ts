import type { ClickHouse } from '../clickhouse/client.ts'
import { migrationState } from '../clickhouse/migrate.ts'
import type { Config } from '../config.ts'
import { databaseErrorCode } from '../sql/database-error.ts'
import type { Check, CheckDeps, Finding } from './check.ts'
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

/** Why a check could not look, by ClickHouse's number for the error. */
const obstacles: Readonly<Record<string, string>> = {
  '497': 'the database user may not read this',
  // The check of the schema tells which.
  '60': 'a table or view that it reads is missing',
}

/** Looks at everything and changes nothing. What is not there, or may not be read, is told and passed over. */
export async function diagnose({ clickhouse, config, now = Date.now }: DiagnoseDeps): Promise<Diagnosis[]> {
  const depsOf = (place: ClickHouse): CheckDeps => ({
    clickhouse: place,
    config,
    now,
    async rows<T>(query: string, query_params: Record<string, unknown> = {}): Promise<T[]> {
      return (await place.client.query({ query, query_params, format: 'JSONEachRow' })).json<T>()
    },
  })
  const { pending } = await migrationState(clickhouse)

  async function findingsOf({ onShards, run }: Check): Promise<Finding[]> {
    const findings = await run(depsOf(clickhouse))
    for (const [index, shard] of (onShards ? (clickhouse.shards ?? []) : []).entries())
      for (const finding of await run(depsOf(shard)))
        findings.push({ ...finding, what: `On shard ${index + 1}: ${finding.what}` })
    return findings
  }

  async function look(check: Check): Promise<Diagnosis> {
    const { name, title, needsSchema } = check
    if (needsSchema && pending.length > 0) return { name, title, findings: [], skipped: 'migrations wait' }
    try {
      return { name, title, findings: await findingsOf(check) }
    } catch (error) {
      const skipped = obstacles[databaseErrorCode(error) ?? '']
      if (skipped === undefined) throw error
      return { name, title, findings: [], skipped }
    }
  }

  const diagnoses: Diagnosis[] = []
  for (const check of checks) diagnoses.push(await look(check))
  return diagnoses
}
