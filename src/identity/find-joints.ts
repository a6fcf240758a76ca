import { type IdentityStatement, identityKey, resolveIdentity } from './resolve-identity.ts'

/**
 * Ids that both stand for somebody else and are stood for, and who they are in the end, as the view `identity_joints`
 * has them.
 */
export interface BoundJoints {
  joint_ids: string[]
  joint_users: string[]
}

/** Reads the statements about ids that others are said to be, at most `limit`. */
export type ReadJoints = (locationIds: readonly string[], limit: number) => Promise<readonly IdentityStatement[]>

/** A location with more is left to the database: a server takes 128 KiB of a parameter. */
const mostStatements = 1_000
const mostBytes = 60_000

/**
 * Follows the chains of identities in whole locations. Everybody else is one statement away from a joint, or from the
 * end.
 * @returns undefined when there are too many.
 */
export async function findJoints(read: ReadJoints, locationIds: readonly string[]): Promise<BoundJoints | undefined> {
  const statements = await read(locationIds, mostStatements)
  if (statements.length >= mostStatements) return undefined
  const users = resolveIdentity(statements)
  const ids = [...new Set(statements.map(({ location_id, anonymous_id }) => identityKey(location_id, anonymous_id)))]
  // Whoever is mapped to nobody, or ends a circle, is themselves, whatever was said of them.
  const ends = ids.map((id) => users.get(id) ?? id)
  const bytes = (texts: readonly string[]) => texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 4, 0)
  return Math.max(bytes(ids), bytes(ends)) > mostBytes ? undefined : { joint_ids: ids, joint_users: ends }
}
