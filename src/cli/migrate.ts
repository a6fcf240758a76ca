import { type ArgsDef, defineCommand } from 'citty'
import { createClickHouse } from '../clickhouse/client.ts'
import { NoDatabaseError } from '../clickhouse/embedded.ts'
import { type MigrationState, migrate, migrationState, readMigrations } from '../clickhouse/migrate.ts'
import { migrateCluster } from '../clickhouse/migrate-cluster.ts'
import { patient } from '../clickhouse/patient.ts'
import { type Config, readConfig } from '../config.ts'
import { refuseArguments, refuseUnknownOptions } from './command-options.ts'
import { reportFailure } from './failure.ts'

const options = {
  status: { type: 'boolean', description: 'Only tell what is applied and what waits.' },
  cluster: {
    type: 'string',
    valueHint: 'name',
    description: 'Spread the database over the shards of this cluster of remote_servers: CLICKHOUSE_SHARD_URLS.',
  },
  json: { type: 'boolean', description: 'Print the outcome as JSON.' },
} satisfies ArgsDef

export const migrateCommand = defineCommand({
  meta: {
    name: 'migrate',
    description: 'Bring the database to the newest schema. Safe to run from several instances at once.',
  },
  args: options,
  async run({ args, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, options)
      refuseArguments(args._, options)
      const config = patient(readConfig(process.env))
      const say = (line: string) => args.json || console.log(line)
      const state =
        args.cluster !== undefined && !args.status
          ? await migrateCluster(config, args.cluster, {
              onApply: (name, shard) =>
                say(`applied ${name} on shard ${shard} of ${config.CLICKHOUSE_SHARD_URLS?.length}`),
            })
          : await (args.status ? stateOf : migrateOne)(config, say)
      if (args.json) console.log(JSON.stringify(state))
      else if (args.status) for (const name of state.pending) say(`pending ${name}`)
      if (state.unknown.length > 0)
        say(
          `The database has migrations of a newer version: ${state.unknown.join(', ')}. Use that version or a later one.`,
        )
      say(
        state.pending.length === 0
          ? 'The schema is up to date.'
          : `${state.pending.length} migrations wait: run \`attrigraph migrate\`.`,
      )
    } catch (error) {
      reportFailure(error)
    }
  },
})

type Say = (line: string) => unknown

/** Makes no database where there is none. */
async function stateOf(config: Config, say: Say): Promise<MigrationState> {
  try {
    const clickhouse = await createClickHouse(config, { create: false })
    return await migrationState(clickhouse).finally(() => clickhouse.close())
  } catch (error) {
    if (!(error instanceof NoDatabaseError)) throw error
    say(error.message)
    return { applied: [], pending: readMigrations().map(({ name }) => name), unknown: [] }
  }
}

async function migrateOne(config: Config, say: Say): Promise<MigrationState> {
  const clickhouse = await createClickHouse(config)
  try {
    return await migrate(clickhouse, {
      onApply: (name) => say(`applied ${name}`),
      onDerive: (done, total, table) =>
        say(
          `deriving what was stored before into ${table}: ${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} rows`,
        ),
    })
  } finally {
    await clickhouse.close()
  }
}
