import { type Check, counted, type Finding, problem, warning } from './check.ts'

const parts = `
SELECT table, partition, count() AS n
FROM system.parts
WHERE active AND database = currentDatabase()
GROUP BY table, partition
HAVING n > 300
ORDER BY n DESC
LIMIT 5`

const mutations = `
SELECT table, mutation_id, latest_fail_reason
FROM system.mutations
WHERE database = currentDatabase() AND NOT is_done AND create_time < now() - INTERVAL 1 HOUR
ORDER BY create_time
LIMIT 5`

export const server: Check = {
  name: 'server',
  title: 'parts are merged and deletions come to their end',
  needsSchema: true,
  onShards: true,
  async run({ rows }) {
    const findings: Finding[] = []
    for (const { table, partition, n } of await rows<{ table: string; partition: string; n: string }>(parts))
      findings.push(
        warning(
          `${table} has ${counted(n, 'part')} in partition ${partition}: merges do not keep up.`,
          'Raise INGEST_FLUSH_MS, so that more events are stored at once, and look at the load of the server (docs/runbooks.md).',
        ),
      )
    for (const { table, mutation_id, latest_fail_reason } of await rows<{
      table: string
      mutation_id: string
      latest_fail_reason: string
    }>(mutations))
      findings.push(
        problem(
          `The mutation ${mutation_id} of ${table} has run for more than an hour${latest_fail_reason === '' ? '' : ' and fails'}.`,
          'See latest_fail_reason in system.mutations; room on the disk is what they lack most often.',
        ),
      )
    return findings
  },
}
