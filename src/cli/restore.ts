import { type ArgsDef, defineCommand } from 'citty'
import { requireServer } from '../backup/backup.ts'
import { restore } from '../backup/restore.ts'
import { parseTarget } from '../backup/target.ts'
import { createClickHouse } from '../clickhouse/client.ts'
import { readConfig } from '../config.ts'
import { refuseUnknownOptions } from '../import/command-options.ts'
import { reportFailure } from './failure.ts'
import { createProgress } from './progress.ts'

const args = {
  from: { type: 'string', required: true, valueHint: 'disk:NAME/path | file:path', description: 'The backup.' },
  into: { type: 'string', valueHint: 'database', description: 'Into this database, not CLICKHOUSE_DATABASE.' },
  database: { type: 'string', valueHint: 'name', description: 'Its name in the backup, if not CLICKHOUSE_DATABASE.' },
  json: { type: 'boolean', description: 'Print the outcome as JSON.' },
} satisfies ArgsDef

/** Deriving a large month is one query. */
const queryTimeoutMs = 24 * 3_600_000

export const restoreCommand = defineCommand({
  meta: { name: 'restore', description: 'Restore a backup into a database without tables. It overwrites nothing.' },
  args,
  async run({ args: given, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, args)
      const own = readConfig(process.env)
      requireServer({ mode: own.embedded ? 'embedded' : 'server' })
      parseTarget(given.from)
      // Read again with the other name, so that it is checked as any.
      const config = readConfig({ ...process.env, CLICKHOUSE_DATABASE: given.into ?? own.CLICKHOUSE_DATABASE })
      const clickhouse = await createClickHouse({ ...config, QUERY_TIMEOUT_MS: queryTimeoutMs })
      const progress = createProgress({ label: 'Restoring', total: 100, silent: given.json === true })
      try {
        const report = await restore(clickhouse, {
          from: given.from,
          database: given.database ?? own.CLICKHOUSE_DATABASE,
          onProgress: (done, total) => progress.update(total === 0 ? 0 : (100 * done) / total, ''),
          onStep: (step) => given.json || console.error(`${step} …`),
        })
        progress.stop()
        if (given.json) console.log(JSON.stringify(report))
        else
          console.log(
            `Restored ${report.events.toLocaleString('en-US')} events into ${report.database}.\nNext: repeat every erasure that was made after the backup (attrigraph erase), look with CLICKHOUSE_DATABASE=${report.database} attrigraph doctor, then start gateways with that setting.`,
          )
      } finally {
        progress.stop()
        await clickhouse.close()
      }
    } catch (error) {
      reportFailure(error)
    }
  },
})
