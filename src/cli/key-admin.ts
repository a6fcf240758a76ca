import { operatorScope } from '../auth/operator-scope.ts'
import { createStaticWriteKeys } from '../auth/write-keys.ts'
import { type CreatedWriteKey, createWriteKeyCommands } from '../commands/write-keys.ts'
import type { Config } from '../config.ts'
import { createInsertRows } from '../ingest/insert-rows.ts'
import { queryLimits } from '../limits/limits-of.ts'
import { unlimited } from '../resolvers/page.ts'
import { loadSecrets } from '../secrets.ts'
import { createSql } from '../sql/run.ts'
import { openDatabase } from './open-database.ts'

export interface ListedWriteKey {
  id: string
  name: string
  prefix: string
  createdAt: string
  createdBy: string | null
  revokedAt: string | null
  revokedBy: string | null
}

/** What `attrigraph keys` can do, in ClickHouse itself or through a running gateway. */
export interface KeyAdmin {
  create(locationId: string, name: string): Promise<CreatedWriteKey>
  /** The latest first, revoked ones included. */
  list(locationId: string): Promise<ListedWriteKey[]>
  /** False: there is no such key. */
  revoke(keyOrId: string): Promise<boolean>
  close(): Promise<void>
}

/** Works in ClickHouse, with all that the configuration may. `by` is what the record will say about who did it. */
export async function openKeyAdmin(config: Config, by: string, advice: string): Promise<KeyAdmin> {
  const clickhouse = await openDatabase(config, advice)
  const locations = operatorScope('*')
  const sql = createSql(clickhouse, queryLimits(config))({ scope: locations })
  const commands = createWriteKeyCommands({
    principal: { subject: by, locations, scopes: new Set(['manage']) },
    sql,
    insert: createInsertRows(clickhouse.client),
    now: Date.now,
    // The operator's scope covers every location.
    assertCovered: () => undefined,
    writeKeys: {
      maxPerLocation: config.WRITE_KEYS_MAX_PER_LOCATION,
      configured: createStaticWriteKeys(loadSecrets(config).writeKeys),
      // Gateways that run beside this process find out by themselves.
      onRevoke: () => undefined,
    },
  })
  return {
    create: (locationId, name) => commands.createWriteKey({ locationId, name }),
    revoke: (keyOrId) => commands.revokeWriteKey(keyOrId),
    async list(locationId) {
      const rows = await sql.rows(
        'write-keys',
        { ...unlimited, location_ids: [locationId], revoked: null, direction: -1, limit: config.QUERY_MAX_RESULT_ROWS },
        ['id', 'name', 'prefix', 'created_at', 'created_by', 'revoked_at', 'revoked_by'],
      )
      return rows.map(({ created_at, created_by, revoked_at, revoked_by, ...key }) => ({
        ...key,
        createdAt: created_at,
        createdBy: created_by,
        revokedAt: revoked_at,
        revokedBy: revoked_by,
      }))
    },
    close: () => clickhouse.close(),
  }
}
