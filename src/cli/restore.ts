import { type ArgsDef, defineCommand } from 'citty'
import { type RestoreReport, restore } from '../backup/restore.ts'
import { readConfig } from '../config.ts'
import { createLogger } from '../log.ts'
import { refuseUnknownOptions } from './command-options.ts'
import { reportFailure } from './failure.ts'
import { openForBackup } from './open-for-backup.ts'
import { createProgress } from './progress.ts'

const args = {
  from: { type: 'string', required: true, valueHint: 'disk:NAME/path | file:path', description: 'The backup.' },
  into: { type: 'string', valueHint: 'database', description: 'Into this database, not CLICKHOUSE_DATABASE.' },
  database: { type: 'string', valueHint: 'name', description: 'Its name in the backup, if not CLICKHOUSE_DATABASE.' },
  'erasures-from': {
    type: 'string',
    valueHint: 'database | disk:NAME/path | file:path',
    description: 'Erase again who was erased since: told by the old database, or by a later backup.',
  },
  json: { type: 'boolean', description: 'Print the outcome as JSON.' },
} satisfies ArgsDef

export const restoreCommand = defineCommand({
  meta: { name: 'restore', description: 'Restore a backup into a database without tables. It overwrites nothing.' },
  args,
  async run({ args: given, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, args)
      const own = readConfig(process.env)
      // Read again with the other name, so that it is checked as any.
      const config = readConfig({ ...process.env, CLICKHOUSE_DATABASE: given.into ?? own.CLICKHOUSE_DATABASE })
      const database = given.database ?? own.CLICKHOUSE_DATABASE
      const erasures = given['erasures-from']
      const { clickhouse, targetOf } = await openForBackup(config, [
        given.from,
        isBackup(erasures) ? erasures : undefined,
      ])
      const sourceOf = (place: string) =>
        isBackup(place) ? { backup: targetOf(place), database } : { database: place }
      const progress = createProgress({ label: 'Restoring', total: 100, silent: given.json === true })
      try {
        const report = await restore(clickhouse, {
          from: targetOf(given.from),
          database,
          erasures: erasures === undefined ? undefined : { from: sourceOf(erasures), log: createLogger('warn') },
          onProgress: (done, total) => progress.update(total === 0 ? 0 : (100 * done) / total, ''),
          onStep: (step) => given.json || console.error(`${step} …`),
        })
        progress.stop()
        if (given.json) console.log(JSON.stringify(report))
        else console.log(summaryOf(report))
      } finally {
        progress.stop()
        await clickhouse.close()
      }
    } catch (error) {
      reportFailure(error)
    }
  },
})

/** Told from the name of a database by its kind: `disk:` or `file:`. */
const isBackup = (place = '') => /^\w+:/.test(place)

function summaryOf({ database, events, erased }: RestoreReport): string {
  const next = `look with CLICKHOUSE_DATABASE=${database} attrigraph doctor, then start gateways with that setting.`
  const lines = [`Restored ${events.toLocaleString('en-US')} events into ${database}.`]
  if (erased === undefined)
    lines.push(
      `Next: repeat every erasure that was made after the backup (attrigraph erase; another time, --erasures-from does it), ${next}`,
    )
  else
    lines.push(
      `Erased ${erased.ids.toLocaleString('en-US')} ids again, ${erased.rows.toLocaleString('en-US')} rows.`,
      `Next: ${next}`,
    )
  return lines.join('\n')
}
