import { randomUUID } from 'node:crypto'
import { GatewayError } from '../errors.ts'
import { toDistinctId } from '../ingest/distinct-id.ts'
import { isIllegalId } from '../ingest/identity-mapping.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import type { CommandDeps } from './command-deps.ts'
import { timeAfter } from './time-after.ts'

export interface IdentityCommands {
  /**
   * Decides that an anonymous id belongs to a user, whatever SDKs say, until the next decision about this id.
   * @throws GatewayError BAD_USER_INPUT for ids that stand for nobody, are equal or were erased, NOT_FOUND when neither
   * id has an event.
   */
  mapIdentity(input: { locationId: string; anonymousId: string; userId: string }): Promise<void>
  /**
   * Decides that an id belongs to nobody but itself, until the next decision. False: it was not mapped, nothing
   * changed.
   */
  unmapIdentity(input: { locationId: string; anonymousId: string }): Promise<boolean>
}

export function createIdentityCommands({
  principal,
  sql,
  insert,
  now,
  erasedIds,
  assertCovered,
}: CommandDeps): IdentityCommands {
  async function decide(
    source: 'mapIdentity' | 'unmapIdentity',
    locationId: string,
    anonymousId: string,
    userId: string,
  ) {
    const [latest] = await sql.rows(
      'latest-identity-decisions',
      { location_ids: [locationId], anonymous_ids: [anonymousId] },
      ['decided_at'],
    )
    await insert('identity_mappings', [
      {
        location_id: locationId,
        anonymous_id: anonymousId,
        user_id: userId,
        source,
        mapped_at: toClickHouseTime(timeAfter(latest?.decided_at, now())),
        uuid: randomUUID(),
        decided_by: principal.subject ?? '',
        received_at: toClickHouseTime(new Date(now())),
      },
    ])
  }

  return {
    async mapIdentity({ locationId, ...named }) {
      assertCovered(locationId)
      const [anonymousId, userId] = [toDistinctId(named.anonymousId), toDistinctId(named.userId)]
      assertUsable('anonymousId', anonymousId)
      assertUsable('userId', userId)
      if (anonymousId === userId)
        throw new GatewayError(
          'BAD_USER_INPUT',
          'input: anonymousId and userId are equal; an id always belongs to itself.',
        )
      const ids = [anonymousId, userId].map((id) => ({ location_id: locationId, id }))
      await erasedIds.guarded(ids, async (isErased) => {
        if (ids.some(isErased))
          throw new GatewayError('BAD_USER_INPUT', 'input: one of the ids was erased. allowErasedUser takes that back.')
        const seen = await sql.rows(
          'seen-distinct-ids',
          { location_ids: [locationId], distinct_ids: [anonymousId, userId] },
          ['distinct_id'],
        )
        if (seen.length === 0)
          throw new GatewayError('NOT_FOUND', 'input: neither of the ids has an event at this location.')
        await decide('mapIdentity', locationId, anonymousId, userId)
      })
    },
    async unmapIdentity({ locationId, ...named }) {
      assertCovered(locationId)
      const anonymousId = toDistinctId(named.anonymousId)
      const mapped = await sql.rows(
        'identities-by-distinct-id',
        { location_ids: [locationId], distinct_ids: [anonymousId] },
        ['user_id'],
      )
      if (mapped.length === 0) return false
      await decide('unmapIdentity', locationId, anonymousId, '')
      return true
    },
  }
}

function assertUsable(name: string, id: string): void {
  if (isIllegalId(id))
    throw new GatewayError('BAD_USER_INPUT', `input.${name}: this id stands for nobody, so strangers would be merged.`)
}
