import type { WriteClock } from '../clickhouse/write-clock.ts'
import {
  type BoundIdentity,
  boundMembers,
  findIdentity,
  type Person,
  type ReadLinks,
} from '../identity/find-identity.ts'
import { type BoundJoints, findJoints, type ReadJoints } from '../identity/find-joints.ts'
import type { Known } from './expand-views.ts'
import { createOnce, type Once } from './once.ts'
import type { StatementPlan } from './statement-plans.ts'

/**
 * Of one person (`people_by_id` gives one more, where there are more), and of all that are asked for: others are looked
 * up by the statement itself.
 */
const mostSessionKeys = { each: 1_000, all: 10_000 }

/** What the database is asked beforehand. */
export interface Ask {
  links: ReadLinks
  joints: ReadJoints
  /** What makes the sessions of the locations dearer to read. */
  traits(locationIds: readonly string[]): Promise<readonly { trait: string }[]>
}

type Params = { location_ids: readonly string[] } & Readonly<Record<string, unknown>>

/** What a statement is to be sent for. */
export interface Question {
  plan: StatementPlan
  params: Params
  /** The columns that are read of its rows. */
  columns: readonly string[]
  /** Everybody that is asked for, where the asker knows all their ids already. */
  people?: readonly Person[] | undefined
}

/** What is known before a statement is sent, and what is bound for it. */
export interface Foreknowledge {
  of(
    question: Question,
  ): Promise<{ known: Known; bound: Partial<BoundIdentity & BoundJoints & { session_keys: string[] }> }>
  /** Forgets it: something was changed. */
  reset(): void
}

/** What is known of whole locations. */
export interface LocationKnowledge {
  traits: Once
  joints: Once
}

/** @param writes Of an engine that nobody else writes to: what is known stays known until something is written. */
export const createLocationKnowledge = (writes?: WriteClock): LocationKnowledge => ({
  traits: createOnce(writes),
  joints: createOnce(writes),
})

/**
 * Small questions whose answers make many statements of one request several times cheaper; each is asked once per
 * request. They are as fresh as the statement itself: what is acknowledged before a request is in them.
 */
export function createForeknowledge(ask: Ask, lasting?: LocationKnowledge): Foreknowledge {
  const { traits: sessions, joints } = lasting ?? createLocationKnowledge()
  const identities = createOnce()

  /** Of everybody that is asked for, if they are known and are not too many to be bound. */
  function keysOf({ plan, people = [] }: Question): { session_keys: string[] } | undefined {
    if (!plan.asksForSessionKeys || people.length === 0) return undefined
    const keys = new Set<string>()
    for (const { sessionKeys } of people) {
      if (sessionKeys === undefined || sessionKeys.length > mostSessionKeys.each) return undefined
      for (const key of sessionKeys) keys.add(key)
    }
    return keys.size > mostSessionKeys.all ? undefined : { session_keys: [...keys] }
  }

  async function traits({ plan, params: { location_ids } }: Question): Promise<(trait: string) => boolean> {
    // No location means all of them, for those who may.
    const asks = (plan.asksForRules || plan.asksForLooseSessions) && location_ids.length > 0
    if (!asks) return () => true
    const found = await sessions.answer(location_ids, () => ask.traits(location_ids))
    return (trait) => found.some((row) => row.trait === trait)
  }

  async function identity({ plan, params, columns, people }: Question): Promise<BoundIdentity | undefined> {
    if (plan.identityIsFor === 'user_id' && !columns.includes('user_id')) return nobody
    if (people !== undefined) return boundMembers(people)
    const ids = plan.people === undefined ? [] : params[plan.people]
    if (!Array.isArray(ids) || ids.length === 0) return undefined
    const { location_ids } = params
    return identities.answer([location_ids, ids], () => findIdentity(ask.links, location_ids, ids))
  }

  async function whoIsWho(question: Question): Promise<{ identity?: BoundIdentity; joints?: BoundJoints }> {
    const known = await identity(question)
    if (known !== undefined) return { identity: known }
    const {
      plan,
      params: { location_ids },
    } = question
    if (!plan.asksForJoints || location_ids.length === 0) return {}
    const found = await joints.answer(location_ids, () => findJoints(ask.joints, location_ids))
    return found === undefined ? {} : { joints: found }
  }

  return {
    of: async (question) => {
      const [have, who] = await Promise.all([traits(question), whoIsWho(question)])
      const keys = who.identity === undefined ? undefined : keysOf(question)
      return {
        known: {
          oneLocation: question.params.location_ids.length === 1,
          noOwnRules: !have('own_rules'),
          noLooseSessions: !have('loose_sessions'),
          identity: who.identity !== undefined,
          sessionKeys: keys !== undefined,
          joints: who.joints === undefined ? 'unknown' : who.joints.joint_ids.length === 0 ? 'none' : 'bound',
        },
        bound: { ...who.identity, ...who.joints, ...keys },
      }
    },
    reset: () => {
      identities.forget()
      // What lasts is forgotten by the clock of writes, and is everybody's.
      if (lasting === undefined) for (const once of [sessions, joints]) once.forget()
    },
  }
}

/** Nobody is mapped, or asked for. */
const nobody: BoundIdentity = {
  identity_ids: [],
  identity_users: [],
  member_locations: [],
  member_ids: [],
  member_users: [],
}
