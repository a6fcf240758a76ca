import { createInterface } from 'node:readline/promises'
import { type ArgsDef, defineCommand } from 'citty'
import { patient } from '../clickhouse/patient.ts'
import { readConfig } from '../config.ts'
import { createLogger } from '../log.ts'
import type { EraseReport } from '../privacy/erase-request.ts'
import { createErasures } from '../privacy/erasures.ts'
import { goThrough } from './advise.ts'
import { askGateway, personOf } from './ask-gateway.ts'
import { refuseUnknownOptions } from './command-options.ts'
import { reportFailure } from './failure.ts'
import { locationOption } from './location-option.ts'
import { openDatabase } from './open-database.ts'

const args = {
  location: { type: 'string', required: true, description: 'Where.' },
  user: { type: 'string', valueHint: 'id', description: 'Whom, by the canonical id.' },
  'distinct-id': { type: 'string', valueHint: 'id', description: 'Whom, by any id of the person.' },
  'allow-again': {
    type: 'boolean',
    description:
      'Erase nothing: let events of this erased id be stored again, for somebody who comes back and consents.',
  },
  url: { type: 'string', description: 'Through a running gateway instead of ClickHouse directly.' },
  token: {
    type: 'string',
    description: 'Token with scope erase, for --url. The variable ATTRIGRAPH_TOKEN does as well.',
  },
  yes: { type: 'boolean', description: 'Do not ask.' },
  json: { type: 'boolean', description: 'Print the report as JSON.' },
} satisfies ArgsDef

const requestedBy = 'attrigraph erase'

export const eraseCommand = defineCommand({
  meta: {
    name: 'erase',
    description:
      'Remove every trace of a person, and keep later events of their ids from being stored. Repeating it completes what was interrupted.',
  },
  args,
  async run({ args: given, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, args)
      const { url, token = process.env.ATTRIGRAPH_TOKEN } = given
      const locationId = locationOption(given.location)
      const by = personOf(given)
      if (given['allow-again']) {
        const distinctId = by.userId ?? by.distinctId ?? ''
        const allowed = await allowAgain({ locationId, distinctId, url, token })
        if (given.json) console.log(JSON.stringify({ allowed }))
        else console.log(allowed ? 'Events of this id are stored again.' : 'This id was not erased.')
        return
      }
      if (!given.yes) await confirm(locationId)
      const report = await erase({ locationId, by, url, token })
      console.log(given.json ? JSON.stringify(report) : formatReport(report))
    } catch (error) {
      reportFailure(error)
    }
  },
})

interface Where {
  locationId: string
  url: string | undefined
  token: string | undefined
}

async function erase({
  locationId,
  by,
  url,
  token,
}: Where & { by: ReturnType<typeof personOf> }): Promise<EraseReport> {
  if (url !== undefined) {
    const mutation =
      'mutation ($input: EraseUserInput!) { eraseUser(input: $input) { userId distinctIds removed { table rows } } }'
    const input = { locationId, by }
    return (await askGateway<{ eraseUser: EraseReport }>(url, token, mutation, { input })).eraseUser
  }
  return withErasures(async (erasures) => {
    const report = await erasures.erase({ locationId, by, requestedBy })
    // The files of the tables are without the rows when the command ends.
    await erasures.close()
    return report
  })
}

async function allowAgain({ locationId, distinctId, url, token }: Where & { distinctId: string }): Promise<boolean> {
  if (url !== undefined) {
    const mutation = 'mutation ($input: AllowErasedUserInput!) { allowErasedUser(input: $input) }'
    const input = { locationId, distinctId }
    return (await askGateway<{ allowErasedUser: boolean }>(url, token, mutation, { input })).allowErasedUser
  }
  return withErasures((erasures) => erasures.allowAgain({ locationId, distinctId, decidedBy: requestedBy }))
}

async function withErasures<T>(work: (erasures: ReturnType<typeof createErasures>) => Promise<T>): Promise<T> {
  const clickhouse = await openDatabase(patient(readConfig(process.env)), goThrough)
  try {
    return await work(createErasures({ clickhouse, log: createLogger('warn') }))
  } finally {
    await clickhouse.close()
  }
}

async function confirm(locationId: string): Promise<void> {
  if (!process.stdin.isTTY) throw new Error('This cannot be undone. Say --yes to do it without a question.')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`Erase this person at ${locationId}? It cannot be undone. [y/N] `)
  terminal.close()
  if (!/^y(es)?$/i.test(answer.trim())) throw new Error('Nothing was erased.')
}

function formatReport({ distinctIds, removed }: EraseReport): string {
  if (removed.length === 0) return 'Nothing was left to erase.'
  const width = Math.max(...removed.map(({ table }) => table.length))
  return [
    `Erased a person with ${distinctIds.length} ids:`,
    ...removed.map(({ table, rows }) => `  ${table.padEnd(width)}  ${rows.toLocaleString('en-US')} rows`),
  ].join('\n')
}
