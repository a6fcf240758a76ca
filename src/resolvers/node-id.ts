import { z } from 'zod'
import { GatewayError } from '../errors.ts'

export type NodeType = 'Location' | 'User' | 'Session' | 'Event' | 'ErrorSummary'

const parts = z.union([
  z.tuple([z.enum(['Location', 'User', 'Session', 'ErrorSummary']), z.string().min(1), z.string()]),
  // The database would refuse anything else.
  z.tuple([z.literal('Event'), z.string().min(1), z.guid()]),
])

/** A global id: type, location and key within it. It grants nothing; the credential does. */
export function encodeNodeId(type: NodeType, locationId: string, key = ''): string {
  return Buffer.from(JSON.stringify([type, locationId, key])).toString('base64url')
}

/** @throws GatewayError BAD_USER_INPUT for an id that this gateway did not make. */
export function decodeNodeId(id: string): { type: NodeType; locationId: string; key: string } {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(id, 'base64url').toString('utf8'))
  } catch {
    // Falls through to the same answer as any other foreign id.
  }
  const parsed = parts.safeParse(value)
  if (!parsed.success) throw new GatewayError('BAD_USER_INPUT', 'The id is not one of this gateway.')
  const [type, locationId, key] = parsed.data
  return { type, locationId, key }
}
