import { GatewayError } from '../errors.ts'
import type { Maybe } from './maybe.ts'

const maxLength = 200

/**
 * What somebody looks for, '' for everything.
 * @param path Where it stands among the arguments.
 * @throws GatewayError BAD_USER_INPUT
 */
export function searchText(search: Maybe<string>, path: string): string {
  if ((search?.length ?? 0) > maxLength)
    throw new GatewayError('BAD_USER_INPUT', `${path}: at most ${maxLength} characters.`)
  return search ?? ''
}
