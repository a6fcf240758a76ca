import { type ArgsDef, defineCommand } from 'citty'
import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { createClickHouse } from '../clickhouse/client.ts'
import { migrate } from '../clickhouse/migrate.ts'
import { patient } from '../clickhouse/patient.ts'
import { type Config, readConfig } from '../config.ts'
import { rebuild } from '../rebuild/rebuild.ts'
import { orAdvise } from './advise.ts'
import { refuseUnknownOptions } from './command-options.ts'
import { reportFailure } from './failure.ts'
import { createProgress } from './progress.ts'

const args = {
  tables: { type: 'string', valueHint: 'table,…', description: 'Only these derived tables.' },
  force: { type: 'boolean', description: 'Take over from a rebuild that was interrupted.' },
  json: { type: 'boolean', description: 'Print the outcome as JSON.' },
} satisfies ArgsDef

const signals = ['SIGINT', 'SIGTERM'] as const

export const rebuildCommand = defineCommand({
  meta: {
    name: 'rebuild',
    description:
      'Derive sessions, users and KPIs again from the stored events: on a server while gateways serve, with the embedded engine while none does.',
  },
  args,
  async run({ args: given, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, args)
      const clickhouse = await open(patient(readConfig(process.env)))
      const progress = createProgress({ label: 'Rebuilding', total: 100, silent: given.json === true })
      const stop = new AbortController()
      // A supervisor's SIGTERM too: the lock that is left would hold up the next rebuild.
      const onSignal = () => {
        if (stop.signal.aborted) process.exit(130)
        console.error('\nStopping after the month at work, and clearing up. Press Ctrl-C again to stop at once.')
        stop.abort(new Error('Stopped. The tables are as they were.'))
      }
      for (const signal of signals) process.on(signal, onSignal)
      try {
        await migrate(clickhouse)
        const report = await rebuild(clickhouse, {
          ...(given.tables === undefined ? {} : { tables: given.tables.split(',').map((table) => table.trim()) }),
          force: given.force ?? false,
          signal: stop.signal,
          onProgress: (done, total, table) => progress.update(total === 0 ? 100 : (100 * done) / total, table),
        })
        progress.stop()
        console.log(
          given.json
            ? JSON.stringify(report)
            : `Rebuilt ${report.tables.length} tables from ${report.rows.toLocaleString('en-US')} rows.`,
        )
      } finally {
        progress.stop()
        for (const signal of signals) process.off(signal, onSignal)
        await clickhouse.close()
      }
    } catch (error) {
      reportFailure(error)
    }
  },
})

async function open(config: Config): Promise<ClickHouse> {
  const advice = 'With the embedded engine, stop the gateway first, rebuild, and start it again.'
  return orAdvise(config, advice, () => createClickHouse(config))
}
