import { type IdentityStatement, identityKey, resolveIdentity } from './resolve-identity.ts'

/** Mapped ids and who they are in the end, in one order: as `identity_map` has them. */
export interface BoundIdentity {
  identity_ids: string[]
  identity_users: string[]
}

/** Somebody with all their ids. */
export interface Person {
  locationId: string
  userId: string
  distinctIds: readonly string[]
}

/** Reads the statements that name the given ids, and those that name the other ids in them, at most `limit`. */
export type ReadLinks = (
  locationIds: readonly string[],
  ids: readonly string[],
  limit: number,
) => Promise<readonly IdentityStatement[]>

/** People with more ids are found by the database: a server takes 128 KiB of a parameter. */
const mostStatements = 2_000
const mostBytes = 60_000
/** Each round goes two statements further; what is not found by then is a chain of a length that nobody has. */
const mostRounds = 5

/**
 * Who the given ids are, and which other ids are the same people. It depends on nothing but the statements that connect the ids,
 * directly or over others, so only those are read.
 * @returns undefined when there are too many of them.
 */
export async function findIdentity(
  read: ReadLinks,
  locationIds: readonly string[],
  ids: readonly string[],
): Promise<BoundIdentity | undefined> {
  let asked: readonly string[] = ids
  for (let round = 0; round < mostRounds; round++) {
    const statements = await read(locationIds, asked, mostStatements)
    if (statements.length >= mostStatements) return undefined
    const named = namedIn(statements)
    if (isComplete(asked, statements, named)) return bound(resolveIdentity(statements))
    asked = [...new Set([...asked, ...named])]
    if (asked.length >= mostStatements) return undefined
  }
  return undefined
}

const namedIn = (statements: readonly IdentityStatement[]): ReadonlySet<string> =>
  new Set(
    statements.flatMap(({ anonymous_id, user_id }) => (user_id === '' ? [anonymous_id] : [anonymous_id, user_id])),
  )

/** The statements of every id one step away were read: complete if the last step led to nobody new. */
function isComplete(
  asked: readonly string[],
  statements: readonly IdentityStatement[],
  named: ReadonlySet<string>,
): boolean {
  const first = new Set(asked)
  const reached = new Set(asked)
  for (const { anonymous_id, user_id } of statements)
    if (first.has(anonymous_id) || first.has(user_id)) reached.add(anonymous_id).add(user_id)
  for (const id of named) if (!reached.has(id)) return false
  return true
}

/** The same of people whose ids are known. */
export function boundMembers(people: readonly Person[]): BoundIdentity | undefined {
  const users = new Map<string, string>()
  for (const { locationId, userId, distinctIds } of people)
    for (const id of distinctIds)
      if (id !== userId) users.set(identityKey(locationId, id), identityKey(locationId, userId))
  return bound(users)
}

function bound(users: ReadonlyMap<string, string>): BoundIdentity | undefined {
  const [identity_ids, identity_users] = [[...users.keys()], [...users.values()]]
  const bytes = (texts: readonly string[]) => texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 4, 0)
  if (Math.max(bytes(identity_ids), bytes(identity_users)) > mostBytes) return undefined
  return { identity_ids, identity_users }
}
