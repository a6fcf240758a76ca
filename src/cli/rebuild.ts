import { defineCommand } from 'citty'
import { createClickHouse } from '../clickhouse/client.ts'
import { migrate } from '../clickhouse/migrate.ts'
import { readConfig } from '../config.ts'
import { rebuild } from '../rebuild/rebuild.ts'
import { reportFailure } from './failure.ts'
import { createProgress, type Progress } from './progress.ts'

export const rebuildCommand = defineCommand({
  meta: {
    name: 'rebuild',
    description: 'Derive sessions, users and KPIs again from the stored events, while the gateway serves.',
  },
  args: {
    force: { type: 'boolean', description: 'Clear away what an interrupted rebuild left behind.' },
    json: { type: 'boolean', description: 'Print the outcome as JSON.' },
  },
  async run({ args }) {
    let progress: Progress | undefined
    try {
      const clickhouse = await createClickHouse(readConfig(process.env))
      await migrate(clickhouse)
      const report = await rebuild(clickhouse.client, {
        force: args.force ?? false,
        onProgress(done, total, table) {
          progress ??= createProgress({ label: 'Rebuilding', total, silent: args.json ?? false })
          progress.update(done, table)
        },
      })
      progress?.stop()
      await clickhouse.close()
      console.log(
        args.json
          ? JSON.stringify(report)
          : `Rebuilt ${report.tables.length} tables from ${report.rows.toLocaleString('en')} rows. Answers are as before.`,
      )
    } catch (error) {
      progress?.stop()
      reportFailure(error)
    }
  },
})
