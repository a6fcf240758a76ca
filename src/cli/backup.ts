import { type ArgsDef, defineCommand } from 'citty'
import { askRunningGateway } from '../backup/ask-running-gateway.ts'
import { type BackupOptions, backUp } from '../backup/backup.ts'
import type { OperationReport } from '../backup/operation.ts'
import { type Config, readConfig } from '../config.ts'
import { refuseUnknownOptions } from './command-options.ts'
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
      'Back up the database, while gateways serve: a ClickHouse server writes it itself, of an embedded engine the gateway that has it.',
  },
  args,
  async run({ args: given, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, args)
      const only = given['erasures-only'] ? 'erasures' : 'everything'
      const config = readConfig(process.env)
      const progress = createProgress({ label: 'Backing up', total: 100, silent: given.json === true })
      const options: BackupOptions = {
        to: given.to,
        base: given.base,
        only,
        onProgress: (done, total) => progress.update(total === 0 ? 0 : (100 * done) / total, ''),
      }
      const report = await (config.embedded ? backUpEmbedded : backUpHere)(config, options).finally(progress.stop)
      if (given.json) return console.log(JSON.stringify(report))
      const { CLICKHOUSE_DATABASE: database } = config
      const what = only === 'erasures' ? `who was erased in ${database}` : database
      const size = `${report.files.toLocaleString('en-US')} files, ${report.bytes.toLocaleString('en-US')} bytes`
      const besides = given.base === undefined ? '' : ', besides what its base holds'
      console.log(`Backed up ${what}: ${size} written${besides}.`)
      if (only === 'everything') console.log(`Try it: ${trialOf(config, given.to)}`)
    } catch (error) {
      reportFailure(error)
    }
  },
})

/**
 * The engine belongs to one process: the gateway that runs on it makes the backup, and where none does this process.
 */
const backUpEmbedded = async (config: Config, options: BackupOptions): Promise<OperationReport> =>
  (await askRunningGateway(config, options)) ?? backUpHere(config, options)

async function backUpHere(config: Config, { to, base, ...options }: BackupOptions): Promise<OperationReport> {
  const { clickhouse, targetOf } = await openForBackup(config, [to, base])
  try {
    return await backUp(clickhouse, { ...options, to: targetOf(to), base: base && targetOf(base) })
  } finally {
    await clickhouse.close()
  }
}

const trialOf = ({ embedded, CLICKHOUSE_DATABASE: database }: Config, from: string) =>
  embedded
    ? `DATA_DIR=./restored attrigraph restore --from ${from}`
    : `attrigraph restore --from ${from} --into ${database}_trial`
