import type { PipeAccess } from '../auth/verify-tinybird-token.ts'
import { GatewayError } from '../errors.ts'
import type { Pipe } from './pipe.ts'
import { pipeNames } from './pipes/index.ts'

/** The pipes that a token may read, under each of their names. */
export function readablePipes(access: PipeAccess): { name: string; pipe: Pipe }[] {
  return pipeNames.filter(({ pipe }) => {
    try {
      return access.grantFor([pipe.name, ...pipe.aliases]) !== undefined
    } catch (error) {
      if (error instanceof GatewayError) return false
      throw error
    }
  })
}

/** A pipe in a list, as clients know it: `endpoint` tells that it can be asked. */
export const listedPipe = ({ name, pipe }: { name: string; pipe: Pipe }) => ({
  id: name,
  name,
  type: 'endpoint',
  description: name === pipe.name ? pipe.description : `The same as ${pipe.name}. ${pipe.description}`,
  endpoint: name,
  url: `/v0/pipes/${name}.json`,
})

/** A pipe with its parameters and columns. */
export const describedPipe = (named: { name: string; pipe: Pipe }) => ({
  ...listedPipe(named),
  nodes: [
    {
      id: named.name,
      name: named.name,
      params: named.pipe.parameters.map(({ name, type, description, required = false, ...rest }) => ({
        name,
        type,
        description,
        required,
        default: rest.default ?? null,
        ...(rest.aliases === undefined ? {} : { aliases: rest.aliases }),
        ...(rest.values === undefined ? {} : { enum: rest.values }),
      })),
      columns: named.pipe.columns,
    },
  ],
})
