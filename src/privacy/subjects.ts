import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { select } from '../clickhouse/select.ts'
import type { BoundJoints } from '../identity/find-joints.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import { createViewExpander, nothingKnown } from '../sql/expand-views.ts'
import { readViews } from '../sql/views.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { drainWriters } from './drain-writers.ts'
import type { ErasureLog, Subject } from './erasure-log.ts'
import type { ErasureRef } from './erasure-rows.ts'
import type { IdHashes } from './id-hashes.ts'

const idsAtOnce = 200

const ofLocation = 'location_ids = {location_ids:Array(String)}'
/** Asked apart: in one query with the members, chains alone would take longer to plan than an erasure may. */
const joints = `SELECT ids AS joint_ids, users AS joint_users FROM identity_joints(${ofLocation})`
const members = createViewExpander(readViews())(
  `SELECT distinct_id, max(user_id = distinct_id)::Bool AS is_user
  FROM members(${ofLocation}, user_ids = {user_ids:Array(String)}) GROUP BY distinct_id`,
  { ...nothingKnown, joints: 'bound' },
)

/** All ids of the people that the given ids belong to, by the statements about identity that are there now. */
export async function membersOf(
  { client }: ClickHouse,
  locationId: string,
  ids: readonly string[],
): Promise<Subject[]> {
  const location_ids = [locationId]
  const [bound] = await select<BoundJoints>(client, joints, { location_ids })
  const found = new Map<string, Subject>()
  for (let start = 0; start < ids.length; start += idsAtOnce) {
    const user_ids = ids.slice(start, start + idsAtOnce)
    for (const row of await select<Subject>(client, members, { location_ids, user_ids, ...bound }))
      found.set(row.distinct_id, row)
  }
  return [...found.values()]
}

export interface SuppressDeps {
  clickhouse: ClickHouse
  insert: InsertRows
  hashes: IdHashes
  log: ErasureLog
  now: () => number
}

/**
 * Suppresses the subjects of an erasure, waits for who was about to store something of them, and follows what that said
 * about identity: until nothing new of the person can come. Returns all ids.
 */
export async function suppressSubjects(
  { clickhouse, insert, hashes, log, now }: SuppressDeps,
  ref: ErasureRef,
  decidedBy: string,
): Promise<Subject[]> {
  const suppressed = new Set<string>()
  for (;;) {
    const subjects = await log.subjects(ref)
    const fresh = subjects.filter(({ distinct_id }) => !suppressed.has(distinct_id))
    if (fresh.length === 0) return subjects
    await suppress({ insert, hashes, now }, ref.locationId, fresh, decidedBy, true)
    for (const { distinct_id } of fresh) suppressed.add(distinct_id)
    await drainWriters(clickhouse, ref.locationId)
    const members = await membersOf(clickhouse, ref.locationId, [...suppressed])
    await log.addSubjects(
      ref,
      members.filter(({ distinct_id }) => !suppressed.has(distinct_id)),
    )
  }
}

/** Decides whether ids may be stored. */
export async function suppress(
  { insert, hashes, now }: Pick<SuppressDeps, 'insert' | 'hashes' | 'now'>,
  locationId: string,
  ids: readonly Pick<Subject, 'distinct_id'>[],
  decidedBy: string,
  suppressed: boolean,
): Promise<void> {
  const decided_at = toClickHouseTime(new Date(now()))
  const rows = ids.flatMap(({ distinct_id }) =>
    hashes.of({ location_id: locationId, id: distinct_id }).map((id_hash) => ({
      location_id: locationId,
      id_hash,
      suppressed,
      decided_at,
      decided_by: decidedBy,
    })),
  )
  await insert('suppressed_ids', rows)
}
