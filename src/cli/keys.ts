import { type ArgsDef, defineCommand } from 'citty'
import { freshMs } from '../auth/stored-write-keys.ts'
import { readConfig } from '../config.ts'
import { assertGatewayUrl } from './ask-gateway.ts'
import { refuseUnknownOptions } from './command-options.ts'
import { reportFailure } from './failure.ts'
import { createHttpKeyAdmin } from './http-key-admin.ts'
import type { KeyAdmin, ListedWriteKey } from './key-admin.ts'
import { locationOption } from './location-option.ts'

const where = {
  url: { type: 'string', description: 'Go through the gateway that runs here, instead of into ClickHouse directly.' },
  token: {
    type: 'string',
    description: 'For --url: a token with the scopes read and manage. The variable ATTRIGRAPH_TOKEN does as well.',
  },
  json: { type: 'boolean', description: 'Print the outcome as JSON.' },
} satisfies ArgsDef
const by = { type: 'string', description: 'Who you are, for the record. With --url the token says it.' } as const

const createArgs = {
  location: { type: 'string', required: true, description: 'The location that the key writes to.' },
  name: { type: 'string', required: true, description: 'What you call it, such as "Web shop".' },
  by,
  ...where,
} satisfies ArgsDef
const listArgs = {
  location: { type: 'string', required: true, description: 'Whose keys.' },
  ...where,
} satisfies ArgsDef
const revokeArgs = {
  key: { type: 'positional', required: true, valueHint: 'ID', description: 'Its id from the list, or the key itself.' },
  by,
  ...where,
} satisfies ArgsDef

const createKey = defineCommand({
  meta: { name: 'create', description: 'Create a write key of a location. It is printed once and kept nowhere.' },
  args: createArgs,
  run: ({ args, rawArgs }) =>
    withKeys(args, rawArgs, createArgs, async (keys) => {
      const created = await keys.create(args.location, args.name)
      console.log(
        args.json
          ? JSON.stringify(created)
          : `Write key "${created.name}" of location ${created.locationId}:\n\n  ${created.key}\n\nIt is shown only now. To revoke it: attrigraph keys revoke ${created.id}`,
      )
    }),
})

const listKeys = defineCommand({
  meta: { name: 'list', description: 'List the write keys that were created for a location, revoked ones included.' },
  args: listArgs,
  run: ({ args, rawArgs }) =>
    withKeys(args, rawArgs, listArgs, async (keys) => {
      const listed = await keys.list(args.location)
      console.log(args.json ? JSON.stringify(listed) : formatKeys(args.location, listed))
    }),
})

const revokeKey = defineCommand({
  meta: { name: 'revoke', description: 'Take a write key back for good.' },
  args: revokeArgs,
  run: ({ args, rawArgs }) =>
    withKeys(args, rawArgs, revokeArgs, async (keys) => {
      const revoked = await keys.revoke(args.key)
      if (args.json) console.log(JSON.stringify({ revoked }))
      else if (revoked) console.log(`Revoked. Running gateways refuse it within ${freshMs / 1000} seconds.`)
      else console.error('There is no such key. Its id stands in the list: attrigraph keys list --location ID')
      if (!revoked) process.exitCode = 1
    }),
})

export const keysCommand = defineCommand({
  meta: { name: 'keys', description: 'Create, list and revoke write keys, which SDKs send events with.' },
  subCommands: { create: createKey, list: listKeys, revoke: revokeKey },
})

interface Where {
  url?: string | undefined
  token?: string | undefined
  by?: string | undefined
  location?: string | undefined
}

async function withKeys(given: Where, rawArgs: string[], args: ArgsDef, work: (keys: KeyAdmin) => Promise<void>) {
  try {
    refuseUnknownOptions(rawArgs, args)
    if (given.location !== undefined) locationOption(given.location)
    const keys = await open(given)
    try {
      await work(keys)
    } finally {
      await keys.close()
    }
  } catch (error) {
    reportFailure(error)
  }
}

async function open({ url, token = process.env.ATTRIGRAPH_TOKEN, by: who, location }: Where): Promise<KeyAdmin> {
  if (url === undefined) {
    // Loaded when it is needed: whoever goes through a gateway does not wait for the engine.
    const { openKeyAdmin } = await import('./key-admin.ts')
    const config = readConfig(process.env)
    const advice = `If a gateway is running on this data, go through it: --url http://127.0.0.1:4000, and in ATTRIGRAPH_TOKEN the outcome of\n  attrigraph token --location ${location ?? 'ID'} --scope 'read manage' --days 1`
    return openKeyAdmin(config, who ?? 'operator', advice)
  }
  assertGatewayUrl(url)
  if (who !== undefined) throw new Error('--by is for direct use. Through a gateway the token says who you are.')
  return createHttpKeyAdmin(url, token)
}

function formatKeys(locationId: string, keys: readonly ListedWriteKey[]): string {
  if (keys.length === 0) return `No write key was created for location ${locationId}.`
  const rows = keys.map(({ id, prefix, name, createdAt, createdBy, revokedAt, revokedBy }) => [
    id,
    `${prefix}…`,
    `${createdAt.slice(0, 10)} by ${createdBy ?? '?'}`,
    revokedAt === null ? 'in force' : `revoked ${revokedAt.slice(0, 10)} by ${revokedBy ?? '?'}`,
    name,
  ])
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
