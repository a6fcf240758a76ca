import type { Decision, History, OracleEvent } from './history.ts'
import { compareText, compareUuid, firstOf, groupBy } from './order.ts'
import { read } from './reading.ts'

type Source = '$identify' | '$create_alias' | '$merge_dangerously' | Decision['kind']

export interface Statement {
  source: Source
  anonymousId: string
  /** Null takes the id out of every mapping. */
  userId: string | null
  at: number
  uuid: string
}

export interface Identity {
  userOf(distinctId: string): string
  /** All ids of a user, those without events too, sorted. */
  idsOf(userId: string): string[]
  /** The statements that lead to a user, the earliest first. */
  statementsOf(userId: string): Statement[]
  /** The statement about an anonymous id that counts, unless it is the weakest of a circle. */
  winnerOf(anonymousId: string): Statement | undefined
}

/** The illegal ids that histories use. */
const illegalIds = ['anonymous', 'guest', 'null', 'undefined', '0', 'none', 'true', '[object Object]']

export const isIllegal = (id: string | null) => id !== null && illegalIds.includes(id)

/** What an event says about identity, be it legal or not. */
export function statementOf(event: OracleEvent): Statement | null {
  const { event: source, distinctId: userId, timestampMs: at, uuid } = event
  if (source !== '$identify' && source !== '$create_alias' && source !== '$merge_dangerously') return null
  const anonymousId = read(event, source === '$identify' ? '$anon_distinct_id' : 'alias')
  if (anonymousId === null || anonymousId === userId) return null
  return { source, anonymousId, userId, at, uuid }
}

export const isDecision = ({ source }: Statement) => source === 'mapIdentity' || source === 'unmapIdentity'
const isMerge = ({ source }: Statement) => source === '$merge_dangerously'

function ranked(statements: readonly Statement[], time: 1 | -1): Statement[] {
  return statements.toSorted(
    (a, b) => time * (a.at - b.at) || compareText(a.userId ?? '', b.userId ?? '') || compareUuid(a.uuid, b.uuid),
  )
}

/** Of the statements about one anonymous id, the one that counts. */
function counting(statements: readonly Statement[]): Statement {
  const [decision] = ranked(statements.filter(isDecision), -1)
  const [merge] = ranked(statements.filter(isMerge), -1)
  return decision ?? merge ?? firstOf(ranked(statements, 1))
}

/** Negative when `a` is stronger than `b`, a statement about another id. */
function compareStrength(a: Statement, b: Statement): number {
  const classOf = (statement: Statement) => (isDecision(statement) ? 0 : isMerge(statement) ? 1 : 2)
  const time = classOf(a) === 2 ? a.at - b.at : b.at - a.at
  return classOf(a) - classOf(b) || time || compareText(a.anonymousId, b.anonymousId)
}

/** Takes the weakest statement out of each circle. */
function withoutCircles(edges: ReadonlyMap<string, Statement>): Map<string, Statement> {
  const left = new Map(edges)
  for (const start of edges.keys()) {
    const walked: Statement[] = []
    let id: string | null = start
    for (let step = left.get(start); step !== undefined; step = id === null ? undefined : left.get(id)) {
      if (walked.includes(step)) {
        const circle = walked.slice(walked.indexOf(step)).toSorted(compareStrength)
        left.delete(circle.at(-1)?.anonymousId ?? '')
        break
      }
      walked.push(step)
      id = step.userId
    }
  }
  return left
}

export function identityOf({ events, decisions }: History): Identity {
  const decided = decisions
    .filter(({ anonymousId, userId }) => anonymousId !== userId)
    .map(({ kind, userId = null, ...rest }): Statement => ({ ...rest, source: kind, userId }))
  const legal = events
    .map(statementOf)
    .filter((said) => said !== null)
    .filter(({ anonymousId, userId }) => !isIllegal(anonymousId) && !isIllegal(userId))
  const said = [...legal, ...decided]
  const best = new Map([...groupBy(said, ({ anonymousId }) => anonymousId)].map(([id, all]) => [id, counting(all)]))
  const edges = withoutCircles(new Map([...best].filter(([, { userId }]) => userId !== null)))

  function userOf(id: string): string {
    const next = edges.get(id)?.userId
    return next == null ? id : userOf(next)
  }
  const leadsTo = (userId: string) => [...edges.values()].filter(({ anonymousId }) => userOf(anonymousId) === userId)
  return {
    userOf,
    idsOf: (userId) => [userId, ...leadsTo(userId).map(({ anonymousId }) => anonymousId)].toSorted(compareText),
    statementsOf: (userId) =>
      leadsTo(userId).toSorted((a, b) => a.at - b.at || compareText(a.anonymousId, b.anonymousId)),
    winnerOf: (anonymousId) => best.get(anonymousId),
  }
}
