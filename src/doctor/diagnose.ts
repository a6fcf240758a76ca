import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { migrationState } from '../clickhouse/migrate.ts'
import type { Config } from '../config.ts'
import { databaseErrorCode } from '../sql/database-error.ts'
import { type Check, type CheckDeps, createReadRows, type Finding, problem } from './check.ts'
import { checks } from './checks.ts'
import { configuration, configurationFindings } from './configuration.ts'
import { schema } from './schema.ts'

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
    rows: createReadRows(place),
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

/** What can be said where there is no database to look at. @param missing What is not there, in a sentence. */
export function diagnoseNothing(config: Config, missing: string): Diagnosis[] {
  const remedy = config.embedded
    ? 'Look at DATA_DIR and CLICKHOUSE_DATABASE. If they are right: `attrigraph migrate` makes the database.'
    : 'Look at CLICKHOUSE_URL and CLICKHOUSE_DATABASE. If they are right: `attrigraph migrate` makes the database.'
  const known = new Map<Check, Finding[]>([
    [configuration, configurationFindings(config)],
    [schema, [problem(missing, remedy)]],
  ])
  return checks.map((check) => {
    const { name, title } = check
    const findings = known.get(check)
    return findings === undefined
      ? { name, title, findings: [], skipped: 'there is no database' }
      : { name, title, findings }
  })
}
