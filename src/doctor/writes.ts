import type { ClickHouseClient } from '@clickhouse/client'
import { isGranted } from '../clickhouse/grants.ts'
import { landingTables } from '../sql/landing-tables.ts'
import { type Check, type Finding, problem, type ReadRows } from './check.ts'

/** Questions do without, so that a gateway which can store nothing looks as if all were well. */
export const writes: Check = {
  name: 'writes',
  title: 'the database user may insert what the gateway stores',
  needsSchema: true,
  run: ({ clickhouse, rows }) => refusedWrites(clickhouse.client, rows),
}

/** A gateway looks at its start, too. */
export async function refusedWrites(client: ClickHouseClient, rows: ReadRows): Promise<Finding[]> {
  const [profile] = await rows<{ readonly: string }>(`SELECT toString(getSetting('readonly')) AS readonly`)
  if (profile?.readonly !== '0')
    return [
      problem(
        `The settings profile of the database user has readonly = ${profile?.readonly}: nothing can be stored or changed.`,
        'Give it a profile without readonly; rights are what its grants are for (docs/clickhouse-user.md).',
      ),
    ]
  const refused: string[] = []
  for (const table of landingTables) if (!(await isGranted(client, `INSERT ON ${table}`))) refused.push(table)
  if (refused.length === 0) return []
  return [
    problem(
      `The database user may not insert into ${refused.join(', ')}: what is to be stored there fails.`,
      'Give it the rights of docs/clickhouse-user.md.',
    ),
  ]
}
