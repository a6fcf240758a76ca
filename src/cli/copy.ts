import { type ArgsDef, defineCommand } from 'citty'
import { assertDatabase, type CopyReport, copyDatabase } from '../backup/copy.ts'
import { createClickHouse } from '../clickhouse/client.ts'
import { patient } from '../clickhouse/patient.ts'
import { readConfig } from '../config.ts'
import { refuseUnknownOptions } from './command-options.ts'
import { reportFailure } from './failure.ts'
import { createProgress } from './progress.ts'

const args = {
  from: {
    type: 'string',
    required: true,
    valueHint: 'database',
    description: 'Of a single server, or of one shard, on the server of CLICKHOUSE_URL.',
  },
  json: { type: 'boolean', description: 'Print the outcome as JSON.' },
} satisfies ArgsDef

export const copyCommand = defineCommand({
  meta: {
    name: 'copy',
    description:
      'Copy another database of the same server into CLICKHOUSE_DATABASE, such as one that is spread over shards.',
  },
  args,
  async run({ args: given, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, args)
      const config = patient(readConfig(process.env))
      // Read again with the other name, so that it is checked as any.
      const other = readConfig({ ...process.env, CLICKHOUSE_DATABASE: given.from, CLICKHOUSE_SHARD_URLS: undefined })
      const target = await createClickHouse(config)
      const progress = createProgress({ label: 'Copying', total: 100, silent: given.json === true })
      const opened = [target]
      try {
        await assertDatabase(target, other.CLICKHOUSE_DATABASE)
        const source = await createClickHouse(patient(other))
        opened.push(source)
        const report = await copyDatabase(source, target, {
          onProgress: (rows, ofRows, table) => progress.update(ofRows === 0 ? 100 : (100 * rows) / ofRows, table),
        })
        progress.stop()
        console.log(given.json ? JSON.stringify(report) : summaryOf(report))
      } finally {
        progress.stop()
        for (const one of opened) await one.close()
      }
    } catch (error) {
      reportFailure(error)
    }
  },
})

const summaryOf = ({ from, into, shards, rows }: CopyReport) =>
  `Copied ${rows.toLocaleString('en-US')} rows of ${from} into ${into}${shards === 1 ? '' : `, on ${shards} shards`}; sessions, people and KPIs derived from them.
Next: look with CLICKHOUSE_DATABASE=${into} attrigraph doctor, then start gateways with that setting.`
