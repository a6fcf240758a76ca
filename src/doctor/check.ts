import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { select } from '../clickhouse/select.ts'
import type { Config } from '../config.ts'

export interface Finding {
  /** A problem makes answers wrong or loses events; a warning may. */
  severity: 'warning' | 'problem'
  /** What is so, with figures. */
  what: string
  /** What to do about it. */
  remedy: string
}

/** Rows of a statement that changes nothing. */
export type ReadRows = <T>(query: string, params?: Record<string, unknown>) => Promise<T[]>

export const createReadRows =
  ({ client }: ClickHouse): ReadRows =>
  <T>(query: string, params?: Record<string, unknown>) =>
    select<T>(client, query, params)

export interface CheckDeps {
  clickhouse: ClickHouse
  config: Config
  now: () => number
  rows: ReadRows
}

/** One thing that can be wrong with a deployment. It only looks. */
export interface Check {
  name: string
  /** What is well when it finds nothing. */
  title: string
  /** Reads tables of ours, which the schema must have for it. */
  needsSchema: boolean
  /** Looks at what each shard of a cluster has of its own, too. */
  onShards?: true
  run(deps: CheckDeps): Promise<Finding[]>
}

export const problem = (what: string, remedy: string): Finding => ({ severity: 'problem', what, remedy })
export const warning = (what: string, remedy: string): Finding => ({ severity: 'warning', what, remedy })

/** `1,234 events`, `1 event` */
export const counted = (count: number | string, one: string) =>
  `${Number(count).toLocaleString('en-US')} ${one}${Number(count) === 1 ? '' : 's'}`
