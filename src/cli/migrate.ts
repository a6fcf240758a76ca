import { defineCommand } from 'citty'
import { createClickHouse } from '../clickhouse/client.ts'
import { migrate, migrationState } from '../clickhouse/migrate.ts'
import { readConfig } from '../config.ts'
import { reportFailure } from './failure.ts'

export const migrateCommand = defineCommand({
  meta: {
    name: 'migrate',
    description: 'Bring the database to the newest schema. Safe to run from several instances at once.',
  },
  args: {
    status: { type: 'boolean', description: 'Only tell what is applied and what waits.' },
    json: { type: 'boolean', description: 'Print the outcome as JSON.' },
  },
  async run({ args }) {
    try {
      const clickhouse = await createClickHouse(readConfig(process.env))
      const say = (line: string) => args.json || console.log(line)
      const state = args.status
        ? await migrationState(clickhouse)
        : await migrate(clickhouse, { onApply: (name) => say(`applied ${name}`) })
      await clickhouse.close()
      if (args.json) console.log(JSON.stringify(state))
      else if (args.status) for (const name of state.pending) say(`pending ${name}`)
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
