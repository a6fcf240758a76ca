import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { type ArgsDef, defineCommand } from 'citty'
import type { ClickHouse } from '../clickhouse/client.ts'
import { refuseUnknownOptions } from '../import/command-options.ts'
import type { JsonObject } from '../json.ts'
import { type PersonalData, personalData } from '../privacy/personal-data.ts'
import { select } from '../rebuild/derived-tables.ts'
import { nothingKnown } from '../sql/expand-views.ts'
import { readStatementPlans } from '../sql/statement-plans.ts'
import { askGateway, personOf } from './ask-gateway.ts'
import { reportFailure } from './failure.ts'
import { openDatabase } from './open-database.ts'

const args = {
  location: { type: 'string', required: true, description: 'Where.' },
  user: { type: 'string', valueHint: 'id', description: 'Whom, by the canonical id.' },
  'distinct-id': { type: 'string', valueHint: 'id', description: 'Whom, by any id of the person.' },
  out: { type: 'string', valueHint: 'file', description: 'The file to write; standard output without it.' },
  url: {
    type: 'string',
    description: 'Through a running gateway instead of ClickHouse directly: up to 10,000 entries.',
  },
  token: { type: 'string', description: 'Token with scope erase or manage, for --url.' },
} satisfies ArgsDef

export const exportUserCommand = defineCommand({
  meta: { name: 'export-user', description: 'Write everything that is held about a person as JSON.' },
  args,
  async run({ args: given, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, args)
      const { location: locationId, url, token } = given
      const by = personOf(given)
      if (url !== undefined) {
        const query = 'query ($id: String, $by: UserBy!) { location(id: $id) { personalData(by: $by) } }'
        const answer = await askGateway<{ location: { personalData: JsonObject | null } }>(url, token, query, {
          id: locationId,
          by,
        })
        const data = answer.location.personalData ?? nobody()
        await write(given.out, [`${JSON.stringify(data, null, 2)}\n`])
        return
      }
      const clickhouse = await openDatabase(process.env)
      try {
        const data = await personalData(reader(clickhouse), locationId, by.userId ?? by.distinctId ?? '')
        await write(given.out, textOf(data ?? nobody()))
      } finally {
        await clickhouse.close()
      }
    } catch (error) {
      reportFailure(error)
    }
  },
})

function nobody(): never {
  throw new Error('Nobody here has this id.')
}

/** All columns of statements, without a request: who runs a command on the database may read it. */
function reader({ client }: ClickHouse): Parameters<typeof personalData>[0] {
  const plans = readStatementPlans()
  return (name, params) => select(client, plans.get(name)?.text(nothingKnown) ?? '', params)
}

/** JSON, one entry per line, as it is read. */
async function* textOf({ lists, ...person }: PersonalData): AsyncGenerator<string> {
  yield JSON.stringify(person).slice(0, -1)
  for (const { name, rows } of lists) {
    yield `,\n${JSON.stringify(name)}: [`
    let separator = '\n'
    for await (const row of rows) {
      yield separator + JSON.stringify(row)
      separator = ',\n'
    }
    yield ']'
  }
  yield '}\n'
}

/** Waits for the reader of the output, so that little is in memory. The file is for its owner alone. */
async function write(path: string | undefined, parts: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const output = path === undefined ? process.stdout : createWriteStream(path, { mode: 0o600 })
  for await (const part of parts) if (!output.write(part)) await once(output, 'drain')
  if (path === undefined) return
  output.end()
  await finished(output)
}
