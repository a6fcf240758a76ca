import { type ArgsDef, defineCommand } from 'citty'
import { backUp, requireServer } from '../backup/backup.ts'
import { parseTarget } from '../backup/target.ts'
import { createClickHouse } from '../clickhouse/client.ts'
import { readConfig } from '../config.ts'
import { refuseUnknownOptions } from '../import/command-options.ts'
import { reportFailure } from './failure.ts'
import { createProgress } from './progress.ts'

const args = {
  to: { type: 'string', required: true, valueHint: 'disk:NAME/path | file:path', description: 'Where to.' },
  base: {
    type: 'string',
    valueHint: 'disk:NAME/path | file:path',
    description: 'Only what this backup does not hold.',
  },
  json: { type: 'boolean', description: 'Print the outcome as JSON.' },
} satisfies ArgsDef

export const backupCommand = defineCommand({
  meta: { name: 'backup', description: 'Back up the database of a ClickHouse server, while gateways serve.' },
  args,
  async run({ args: given, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, args)
      const config = readConfig(process.env)
      requireServer({ mode: config.embedded ? 'embedded' : 'server' })
      for (const target of [given.to, given.base]) if (target !== undefined) parseTarget(target)
      const clickhouse = await createClickHouse(config)
      const progress = createProgress({ label: 'Backing up', total: 100, silent: given.json === true })
      try {
        const report = await backUp(clickhouse, {
          to: given.to,
          base: given.base,
          onProgress: (done, total) => progress.update(total === 0 ? 0 : (100 * done) / total, ''),
        })
        progress.stop()
        if (given.json) console.log(JSON.stringify(report))
        else
          console.log(
            `Backed up ${clickhouse.database}: ${report.files.toLocaleString('en-US')} files, ${report.bytes.toLocaleString('en-US')} bytes.\nTry it: attrigraph restore --from ${given.to} --into ${clickhouse.database}_trial`,
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
