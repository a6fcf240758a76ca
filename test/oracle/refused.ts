import type { OracleEvent } from './history.ts'
import { type Identity, isDecision, isIllegal, type Statement, statementOf } from './identity.ts'
import { firstOf, groupBy, iso, lastOf } from './order.ts'

export interface RefusedIdentityMapping {
  anonymousId: string
  userId: string | null
  source: string
  reason: string
  count: number
  firstAt: string
  lastAt: string
}

/** Why a statement of an SDK has no effect; null when it counts, or says the same as the one that does. */
function reasonOf({ anonymousId, userId }: Statement, identity: Identity): string | null {
  if (isIllegal(anonymousId)) return 'ILLEGAL_ANONYMOUS_ID'
  if (isIllegal(userId)) return 'ILLEGAL_USER_ID'
  const winner = identity.winnerOf(anonymousId)
  if (winner !== undefined && winner.userId !== userId) return isDecision(winner) ? 'DECIDED' : 'ALREADY_MAPPED'
  return identity.userOf(anonymousId) === anonymousId ? 'CIRCLE' : null
}

/** The same statement made again is one. */
export function refusedOf(events: readonly OracleEvent[], identity: Identity): RefusedIdentityMapping[] {
  const refused = events.flatMap((event) => {
    const statement = statementOf(event)
    const reason = statement === null ? null : reasonOf(statement, identity)
    return statement === null || reason === null ? [] : [{ ...statement, reason }]
  })
  const groups = groupBy(refused, ({ anonymousId, userId, source }) => JSON.stringify([anonymousId, userId, source]))
  return [...groups.values()].map((group) => {
    const times = group.map(({ at }) => at).toSorted((a, b) => a - b)
    const { anonymousId, userId, source, reason } = firstOf(group)
    const seen = { firstAt: iso(firstOf(times)), lastAt: iso(lastOf(times)) }
    return { anonymousId, userId, source, reason, count: group.length, ...seen }
  })
}
