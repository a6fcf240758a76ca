import type { Tables } from '../sql/generated.ts'
import type { CapturedEvent } from './captured-event.ts'
import { isCookielessId } from './cookieless-id.ts'
import { idIn } from './distinct-id.ts'

export interface IdentityMapping {
  anonymousId: string
  userId: string
  source: '$identify' | '$create_alias' | '$merge_dangerously'
  /** Set when one of the ids stands for nobody: the mapping must not merge strangers. */
  illegal?: 'illegal_anonymous_id' | 'illegal_user_id'
}

// Both lists: PostHog, person-merge-service.ts. They are what broken integrations send instead of an id.
const illegalInAnyCase = new Set([
  'anonymous',
  'guest',
  'distinctid',
  'distinct_id',
  'id',
  'not_authenticated',
  'email',
  'undefined',
  'true',
  'false',
])
const illegalExactly = new Set(['[object Object]', 'NaN', 'None', 'none', 'null', '0', 'undefined'])

export function isIllegalId(id: string): boolean {
  const bare = id.trim().replace(/^(["'])(.*)\1$/, '$2')
  return bare.trim() === '' || illegalInAnyCase.has(bare.toLowerCase()) || illegalExactly.has(bare)
}

/**
 * The statement "this anonymous id is this user" that an event makes, if it makes one. The id of a visitor without
 * consent says it of nobody: all who have the same browser on the same host share it for a day.
 */
export function identityMappingOf({
  event,
  distinctId,
  properties,
}: Pick<CapturedEvent, 'event' | 'distinctId' | 'properties'>): IdentityMapping | undefined {
  if (event !== '$identify' && event !== '$create_alias' && event !== '$merge_dangerously') return undefined
  const anonymousId = idIn(properties, event === '$identify' ? '$anon_distinct_id' : 'alias')
  if (anonymousId === '' || anonymousId === distinctId) return undefined
  if (isCookielessId(anonymousId) || isCookielessId(distinctId)) return undefined
  const illegal = isIllegalId(anonymousId)
    ? 'illegal_anonymous_id'
    : isIllegalId(distinctId)
      ? 'illegal_user_id'
      : undefined
  return { anonymousId, userId: distinctId, source: event, ...(illegal === undefined ? {} : { illegal }) }
}

export function mappingRow(
  mapping: IdentityMapping,
  event: Pick<Tables['events'], 'location_id' | 'timestamp' | 'uuid' | 'received_at'>,
): Omit<Tables['identity_mappings'], 'decided_by'> {
  return {
    location_id: event.location_id,
    anonymous_id: mapping.anonymousId,
    user_id: mapping.userId,
    source: mapping.source,
    mapped_at: event.timestamp,
    uuid: event.uuid,
    received_at: event.received_at,
  }
}
