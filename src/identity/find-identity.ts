import { type IdentityStatement, identityKey, resolveIdentity } from './resolve-identity.ts'

/** As parameters of a statement: parallel lists of texts. */
export interface BoundIdentity {
  /** Mapped ids and who they are in the end, as `identity_map` has them. */
  identity_ids: string[]
  identity_users: string[]
  /** Every id of the asked people, as `members` has them. */
  member_locations: string[]
  member_ids: string[]
  member_users: string[]
}

/** Somebody with all their ids. */
export interface Person {
  locationId: string
  userId: string
  distinctIds: readonly string[]
  /**
   * Of all sessions in which these ids occur, where they are known as well: more than are bound, where there are more.
   */
  sessionKeys?: readonly string[] | undefined
}

/** Reads the statements that name the given ids, and those that name the other ids in them, at most `limit`. */
export type ReadLinks = (
  locationIds: readonly string[],
  ids: readonly string[],
  limit: number,
) => Promise<readonly IdentityStatement[]>

/** People with more ids are found by the database: what is bound is sent along, and planned, with each statement. */
const mostStatements = 30_000
const mostBytes = 2_000_000
/** Each round goes two statements further; what is not found by then is a chain of a length that nobody has. */
const mostRounds = 5

/**
 * Who the given ids are, and which other ids are the same people. It depends on nothing but the statements that connect
 * the ids, directly or over others, so only those are read.
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
    if (isComplete(asked, statements, named)) {
      const users = resolveIdentity(statements)
      return bound(users, membersOf(users, locationIds, ids))
    }
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
export function boundMembers(asked: readonly Person[]): BoundIdentity | undefined {
  // Several fields of one person ask for them at once.
  const people = [...new Map(asked.map((person) => [identityKey(person.locationId, person.userId), person])).values()]
  const users = new Map<string, string>()
  for (const { locationId, userId, distinctIds } of people)
    for (const id of distinctIds)
      if (id !== userId) users.set(identityKey(locationId, id), identityKey(locationId, userId))
  return bound(
    users,
    people.map(({ locationId, userId, distinctIds }) => ({
      locationId,
      userId,
      distinctIds: [...new Set([userId, ...distinctIds])],
    })),
  )
}

/** The people that the ids belong to: whoever is not mapped is a person of their own. */
function membersOf(
  users: ReadonlyMap<string, string>,
  locationIds: readonly string[],
  ids: readonly string[],
): Person[] {
  const people = new Map<string, Person & { distinctIds: string[] }>()
  for (const locationId of locationIds)
    for (const id of ids) {
      const asked = identityKey(locationId, id)
      const user = users.get(asked) ?? asked
      const userId = user.slice(locationId.length + 1)
      people.set(user, { locationId, userId, distinctIds: [userId] })
    }
  for (const [id, user] of users) {
    const person = people.get(user)
    if (person !== undefined && id !== user) person.distinctIds.push(id.slice(person.locationId.length + 1))
  }
  return [...people.values()]
}

function bound(users: ReadonlyMap<string, string>, people: readonly Person[]): BoundIdentity | undefined {
  const members = people.flatMap((person) => person.distinctIds.map((id) => ({ ...person, id })))
  const lists = {
    identity_ids: [...users.keys()],
    identity_users: [...users.values()],
    member_locations: members.map(({ locationId }) => locationId),
    member_ids: members.map(({ id }) => id),
    member_users: members.map(({ userId }) => userId),
  }
  const bytes = (texts: readonly string[]) => texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 4, 0)
  return Object.values(lists).some((texts) => bytes(texts) > mostBytes) ? undefined : lists
}
