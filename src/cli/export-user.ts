import { type ArgsDef, defineCommand } from 'citty'
import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { patient } from '../clickhouse/patient.ts'
import { select } from '../clickhouse/select.ts'
import { readConfig } from '../config.ts'
import type { JsonObject } from '../json/json-value.ts'
import { type PersonalData, personalData } from '../privacy/personal-data.ts'
import { nothingKnown } from '../sql/expand-views.ts'
import { readStatementPlans } from '../sql/statement-plans.ts'
import { goThrough } from './advise.ts'
import { askGateway, personOf } from './ask-gateway.ts'
import { refuseUnknownOptions } from './command-options.ts'
import { reportFailure } from './failure.ts'
import { locationOption } from './location-option.ts'
import { openDatabase } from './open-database.ts'
import { type Output, openOutput } from './output.ts'

const args = {
  location: { type: 'string', required: true, description: 'Where.' },
  user: { type: 'string', valueHint: 'id', description: 'Whom, by the canonical id.' },
  'distinct-id': { type: 'string', valueHint: 'id', description: 'Whom, by any id of the person.' },
  out: { type: 'string', valueHint: 'file', description: 'The file to write; standard output without it.' },
  url: {
    type: 'string',
    description: 'Through a running gateway instead of ClickHouse directly: up to 10,000 entries.',
  },
  token: {
    type: 'string',
    description: 'Token with scope erase or manage, for --url. The variable ATTRIGRAPH_TOKEN does as well.',
  },
} satisfies ArgsDef

export const exportUserCommand = defineCommand({
  meta: { name: 'export-user', description: 'Write everything that is held about a person as JSON.' },
  args,
  async run({ args: given, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, args)
      const { url, token = process.env.ATTRIGRAPH_TOKEN } = given
      const locationId = locationOption(given.location)
      const by = personOf(given)
      const output = await openOutput(given.out)
      try {
        if (url === undefined) await exportHere(locationId, by.userId ?? by.distinctId ?? '', output)
        else await output.write([await askFor(url, token, { id: locationId, by })])
      } finally {
        await output.close()
      }
    } catch (error) {
      reportFailure(error)
    }
  },
})

async function askFor(url: string, token: string | undefined, whom: object): Promise<string> {
  const query = 'query ($id: String, $by: UserBy!) { location(id: $id) { personalData(by: $by) } }'
  const answer = await askGateway<{ location: { personalData: JsonObject | null } }>(url, token, query, whom)
  return `${JSON.stringify(answer.location.personalData ?? nobody(), null, 2)}\n`
}

async function exportHere(locationId: string, id: string, output: Output): Promise<void> {
  const clickhouse = await openDatabase(patient(readConfig(process.env)), goThrough)
  try {
    const data = await personalData(reader(clickhouse), locationId, id)
    await output.write(textOf(data ?? nobody()))
  } finally {
    await clickhouse.close()
  }
}

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
