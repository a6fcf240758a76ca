import { type ArgsDef, defineCommand } from 'citty'
import { mintToken } from '../auth/mint-token.ts'
import { accessScopes } from '../auth/principal.ts'
import { readServingConfig } from '../config.ts'
import { demoLocationId, loadSecrets } from '../secrets.ts'
import { refuseArguments, refuseUnknownOptions } from './command-options.ts'
import { reportFailure } from './failure.ts'
import { locationOption } from './location-option.ts'

const options = {
  location: { type: 'string', default: demoLocationId, description: 'Location id; several with commas; * for all.' },
  scope: { type: 'string', default: 'read', description: `Space-separated, out of: ${accessScopes.join(' ')}.` },
  days: { type: 'string', default: '30', description: 'Days until it expires.' },
  subject: { type: 'string', description: 'Who it is for.' },
} satisfies ArgsDef

export const tokenCommand = defineCommand({
  meta: { name: 'token', description: 'Make a bearer token for the graph, signed with JWT_SECRET.' },
  args: options,
  async run({ args, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, options)
      refuseArguments(args._, options)
      const { jwtSecret } = loadSecrets(readServingConfig(process.env))
      if (jwtSecret === undefined)
        throw new Error('Set JWT_SECRET: tokens of a JWKS are made by whoever holds its key.')
      const unknown = args.scope.split(/\s+/).filter((scope) => !accessScopes.some((known) => known === scope))
      if (unknown.length > 0) throw new Error(`Unknown scope ${unknown.join(', ')}. Known: ${accessScopes.join(', ')}.`)
      const days = Number(args.days)
      if (!(days > 0 && days <= 3_650)) throw new Error(`--days ${args.days}: expected a number from 1 to 3650.`)
      const locations = args.location === '*' ? ('*' as const) : args.location.split(',').map((id) => id.trim())
      if (locations !== '*') for (const id of locations) locationOption(id)
      const claims = {
        location_ids: locations,
        scope: args.scope,
        ...(args.subject === undefined ? {} : { sub: args.subject }),
      }
      console.log(await mintToken(jwtSecret, claims, days * 86_400))
    } catch (error) {
      reportFailure(error)
    }
  },
})
