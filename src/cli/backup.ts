import { type ArgsDef, defineCommand } from 'citty'
import { backUp } from '../backup/backup.ts'
import { readConfig } from '../config.ts'
import { refuseUnknownOptions } from '../import/command-options.ts'
import { reportFailure } from './failure.ts'
import { openForBackup } from './open-for-backup.ts'
import { createProgress } from './progress.ts'

const args = {
  to: { type: 'string', required: true, valueHint: 'disk:NAME/path | file:path', description: 'Where to.' },
  base: {
    type: 'string',
    valueHint: 'disk:NAME/path | file:path',
    description: 'Only what this backup does not hold.',
  },
  'erasures-only': {
    type: 'boolean',
    description: 'Only who was erased, as hashes: small, for --erasures-from of a restore.',
  },
  json: { type: 'boolean', description: 'Print the outcome as JSON.' },
} satisfies ArgsDef

export const backupCommand = defineCommand({
  meta: {
    name: 'backup',
    description:
      'Back up the database: on a ClickHouse server while gateways serve, with the embedded engine while none does.',
  },
  args,
  async run({ args: given, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, args)
      const only = given['erasures-only'] ? 'erasures' : 'everything'
      const { clickhouse, targetOf } = await openForBackup(readConfig(process.env), [given.to, given.base])
      const progress = createProgress({ label: 'Backing up', total: 100, silent: given.json === true })
      try {
        const report = await backUp(clickhouse, {
          to: targetOf(given.to),
          base: given.base === undefined ? undefined : targetOf(given.base),
          only,
          onProgress: (done, total) => progress.update(total === 0 ? 0 : (100 * done) / total, ''),
        })
        progress.stop()
        if (given.json) console.log(JSON.stringify(report))
        else {
          const what = only === 'erasures' ? `who was erased in ${clickhouse.database}` : clickhouse.database
          const size = `${report.files.toLocaleString('en-US')} files, ${report.bytes.toLocaleString('en-US')} bytes`
          console.log(`Backed up ${what}: ${size}.`)
          if (only === 'everything')
            console.log(`Try it: attrigraph restore --from ${given.to} --into ${clickhouse.database}_trial`)
        }
      } finally {
        progress.stop()
        await clickhouse.close()
      }
    } catch (error) {
      reportFailure(error)
    }
  },
})
