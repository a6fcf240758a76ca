import { type BoundIdentity, findIdentity, type ReadLinks } from '../identity/find-identity.ts'
import type { Known } from './expand-views.ts'
import type { StatementPlan } from './statement-plans.ts'

/** What the database is asked beforehand. */
export interface Ask {
  links: ReadLinks
  /** Those of the locations that have channel rules of their own. */
  withOwnRules(locationIds: readonly string[]): Promise<readonly string[]>
}

type Params = { location_ids: readonly string[] } & Readonly<Record<string, unknown>>

/** What is known before a statement is sent, and what is bound for it. */
export interface Foreknowledge {
  of(plan: StatementPlan, params: Params): Promise<{ known: Known; bound: Partial<BoundIdentity> }>
  /** Forgets it: something was changed. */
  reset(): void
}

/**
 * Small questions whose answers make many statements of one request several times cheaper; each is asked once per request. They
 * are as fresh as the statement itself: what is acknowledged before a request is in them.
 */
export function createForeknowledge(ask: Ask): Foreknowledge {
  const answers = new Map<string, Promise<unknown>>()

  function once<T>(question: readonly unknown[], answer: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(question)
    const known = answers.get(key) ?? answer()
    answers.set(key, known)
    // The same question gets an answer of the same type.
    return known as Promise<T>
  }

  async function noOwnRules({ asksForRules }: StatementPlan, { location_ids }: Params): Promise<boolean> {
    // No location means all of them, for those who may.
    if (!asksForRules || location_ids.length === 0) return false
    const found = await once(['rules', location_ids], () => ask.withOwnRules(location_ids))
    return found.length === 0
  }

  async function identity({ people }: StatementPlan, params: Params): Promise<BoundIdentity | undefined> {
    const ids = people === undefined ? [] : params[people]
    if (!Array.isArray(ids) || ids.length === 0) return undefined
    return once(['identity', params.location_ids, ids], () => findIdentity(ask.links, params.location_ids, ids))
  }

  return {
    of: async (plan, params) => {
      const [plain, bound] = await Promise.all([noOwnRules(plan, params), identity(plan, params)])
      return { known: { noOwnRules: plain, identity: bound !== undefined }, bound: bound ?? {} }
    },
    reset: () => answers.clear(),
  }
}
