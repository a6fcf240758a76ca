import type { Pipe } from '../pipe.ts'
import { attributionPipes } from './attribution.ts'
import { locationPipes } from './location.ts'
import { sessionPipes } from './sessions.ts'
import { userPipes } from './users.ts'

/** The one description of all pipes: routing, validation, meta, OpenAPI and docs derive from it. */
export const pipes: readonly Pipe[] = [...attributionPipes, ...sessionPipes, ...userPipes, ...locationPipes]

const byName = new Map(pipes.flatMap((pipe) => [pipe.name, ...pipe.aliases].map((name) => [name, pipe] as const)))

/** The pipe of this name, by whichever of its names. */
export function pipeOf(name: string): Pipe | undefined {
  return byName.get(name)
}

/** Every name with its pipe, aliases after the name. */
export const pipeNames: readonly { name: string; pipe: Pipe }[] = [...byName].map(([name, pipe]) => ({ name, pipe }))
