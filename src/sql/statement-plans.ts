import { createViewExpander, type Known, nothingKnown } from './expand-views.ts'
import { readStatements, type Statement } from './statement.ts'
import { readViews } from './views.ts'

/** A statement with the texts that are sent for it, by what is known beforehand. */
export interface StatementPlan {
  statement: Statement
  /** Whether a location's own channel rules change what is sent. */
  asksForRules: boolean
  /** Whether events without a session id do. */
  asksForLooseSessions: boolean
  /** Whether it goes through the identities of a whole location, unless those of all that are asked for are known. */
  asksForJoints: boolean
  /** Whether it reads the sessions of the people that are asked for, by keys that could be bound. */
  asksForSessionKeys: boolean
  /** The parameter that names people, where knowing who they are changes what is sent. */
  people: 'user_ids' | 'ids' | undefined
  /**
   * Whether the identities of everybody matter to the column `user_id` alone: who does not read it need not know them.
   */
  identityIsFor: 'user_id' | 'everything'
  text(known: Known): string
}

/** Statements that resolve identities for nothing else than to name the user of each row. */
const namesUsers: ReadonlySet<string> = new Set([
  'events',
  'event-page',
  'events-by-key',
  'session-events',
  'sessions',
  'sessions-by-id',
])

/** All statements of `src/sql/`, by name, each text made when it is first sent. */
export function readStatementPlans(): ReadonlyMap<string, StatementPlan> {
  const expand = createViewExpander(readViews())
  return new Map([...readStatements()].map(([name, statement]) => [name, planOf(statement, expand)]))
}

function planOf(statement: Statement, expand: (sql: string, known: Known) => string): StatementPlan {
  const texts = new Map<string, string>()
  function text(known: Known): string {
    const key = JSON.stringify(known)
    const made = texts.get(key) ?? expand(statement.text, known)
    texts.set(key, made)
    return made
  }
  const people = (['user_ids', 'ids'] as const).find((name) => statement.params.has(name))
  return {
    statement,
    asksForRules: text({ ...nothingKnown, noOwnRules: true }) !== text(nothingKnown),
    asksForLooseSessions: text({ ...nothingKnown, noLooseSessions: true }) !== text(nothingKnown),
    asksForJoints: text({ ...nothingKnown, joints: 'bound' }) !== text(nothingKnown),
    asksForSessionKeys: text({ ...nothingKnown, sessionKeys: true }) !== text(nothingKnown),
    people: text({ ...nothingKnown, identity: true }) === text(nothingKnown) ? undefined : people,
    identityIsFor: namesUsers.has(statement.name) ? 'user_id' : 'everything',
    text,
  }
}
