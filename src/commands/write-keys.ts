import { isLocationId, locationIdForm } from '../auth/location-id.ts'
import { coveredLocations, covers } from '../auth/principal.ts'
import {
  equalHashes,
  generateWriteKey,
  hashWriteKey,
  isWriteKeyId,
  writeKeyId,
  writeKeyPrefix,
} from '../auth/write-key.ts'
import { GatewayError } from '../errors.ts'
import { unlimited } from '../resolvers/page.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import type { CommandDeps } from './command-deps.ts'

/** A key right after it was made: the only time that anybody sees it. */
export interface CreatedWriteKey {
  key: string
  id: string
  prefix: string
  locationId: string
  name: string
  createdAt: string
  createdBy: string | null
}

export interface WriteKeyCommands {
  /**
   * Makes a write key of a location.
   * @throws GatewayError BAD_USER_INPUT for a name or location id that is not usable, or when the location has enough
   * keys.
   */
  createWriteKey(input: { locationId: string; name: string }): Promise<CreatedWriteKey>
  /**
   * Takes a key back, named by itself or by its id. True: it is revoked, now or before. False: none of the credential's
   * locations has it.
   * @throws GatewayError BAD_USER_INPUT for a key of the configuration, which only the configuration can take back.
   */
  revokeWriteKey(keyOrId: string): Promise<boolean>
}

const maxNameLength = 100

/** An operator's command has no more than these. */
type WriteKeyDeps = Pick<CommandDeps, 'principal' | 'sql' | 'insert' | 'now' | 'writeKeys' | 'assertCovered'>

export function createWriteKeyCommands({
  principal,
  sql,
  insert,
  now,
  assertCovered,
  writeKeys: { maxPerLocation, configured, onRevoke },
}: WriteKeyDeps): WriteKeyCommands {
  const changed = () => ({ changed_at: toClickHouseTime(new Date(now())), changed_by: principal.subject ?? '' })

  return {
    async createWriteKey({ locationId, name: givenName }) {
      if (!isLocationId(locationId))
        throw new GatewayError('BAD_USER_INPUT', `input.locationId: expected ${locationIdForm}.`)
      assertCovered(locationId)
      const name = givenName.trim()
      assertName(name)
      const active = { location_ids: [locationId], revoked: false }
      const [count] = await sql.count('write-keys', { ...active, ...unlimited }, ['location_id'])
      if (Number(count?.total ?? 0) >= maxPerLocation)
        throw new GatewayError(
          'BAD_USER_INPUT',
          `The location has ${maxPerLocation} write keys in force, which is the most. Revoke one that is not used any more first.`,
        )
      const key = generateWriteKey()
      const key_hash = hashWriteKey(key)
      const [key_id, prefix, changes] = [writeKeyId(key_hash), writeKeyPrefix(key), changed()]
      await insert('write_keys', [
        { location_id: locationId, key_id, key_hash, action: 'create', name, prefix, ...changes },
      ])
      const createdAt = `${changes.changed_at.replace(' ', 'T')}Z`
      return { key, id: key_id, prefix, locationId, name, createdAt, createdBy: changes.changed_by || null }
    },

    async revokeWriteKey(keyOrId) {
      const hash = hashWriteKey(keyOrId)
      const isId = isWriteKeyId(keyOrId)
      const covered = coveredLocations(principal.locations)
      // The same query for a key of another location as for no key at all: neither the answer nor its time tells them
      // apart.
      const rows = await sql.rows(
        'write-keys-by-id',
        { location_ids: covered === '*' ? [] : covered, key_ids: [isId ? keyOrId : writeKeyId(hash)] },
        ['location_id', 'key_id', 'key_hash', 'name', 'prefix', 'in_force'],
      )
      const found = rows.filter(({ key_hash }) => isId || equalHashes(key_hash, hash))
      if (found.length === 0) await assertNotConfigured(keyOrId)
      await insert(
        'write_keys',
        found
          .filter(({ in_force }) => in_force)
          .map(({ in_force: _, ...key }) => ({ ...key, action: 'revoke', ...changed() })),
      )
      for (const { key_hash } of found) onRevoke(key_hash)
      return found.length > 0
    },
  }

  async function assertNotConfigured(key: string): Promise<void> {
    const locationId = await configured.locationOf(key)
    if (locationId !== undefined && covers(principal.locations, locationId))
      throw new GatewayError(
        'BAD_USER_INPUT',
        'key: this one stands in the configuration. Take it out of WRITE_KEYS and start the gateway again.',
      )
  }
}

function assertName(name: string): void {
  if (name === '' || name.length > maxNameLength || !name.isWellFormed() || /\p{Cc}/u.test(name))
    throw new GatewayError('BAD_USER_INPUT', `input.name: 1 to ${maxNameLength} characters of text on one line.`)
}
