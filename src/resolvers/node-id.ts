import { z } from 'zod'
import { GatewayError } from '../errors.ts'
import { parsedJson } from '../json/parsed-json.ts'
import { isKeptDay } from '../time/kept-times.ts'

const locationId = z.string().min(1)
const day = z.string().refine(isKeptDay)

/**
 * What an id names: type, location, and the key within it. All figures of an error are about days, so these are a part
 * of its id: a client that keeps nodes by their ids must not mix them.
 */
const parts = z.union([
  z.tuple([z.enum(['Location', 'User', 'Session']), locationId, z.string()]),
  // The database would refuse anything else.
  z.tuple([z.literal('Event'), locationId, z.guid()]),
  z.tuple([z.literal('ErrorSummary'), locationId, z.string(), day, day]),
])

export type NodeName = z.infer<typeof parts>

/** A global id. It grants nothing; the credential does. */
export const encodeNodeId = (...name: NodeName): string => Buffer.from(JSON.stringify(name)).toString('base64url')

/** @throws GatewayError BAD_USER_INPUT for an id that this gateway did not make. */
export function decodeNodeId(id: string): NodeName {
  const parsed = parts.safeParse(parsedJson(Buffer.from(id, 'base64url').toString('utf8')))
  if (!parsed.success) throw new GatewayError('BAD_USER_INPUT', 'The id is not one of this gateway.')
  return parsed.data
}
