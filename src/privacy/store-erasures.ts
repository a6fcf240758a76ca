import { randomUUID } from 'node:crypto'
import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { GatewayError } from '../errors.ts'
import { createInsertRows } from '../ingest/insert-rows.ts'
import type { Logger } from '../log.ts'
import { countRows, purgeDeleted } from '../rebuild/delete-rows.ts'
import { assertMayDelete } from './deletion-rights.ts'
import type { AllowAgainRequest, EraseReport, EraseRequest } from './erase-request.ts'
import { createErasedIds } from './erased-ids.ts'
import { createErasureLog } from './erasure-log.ts'
import type { ErasureRef } from './erasure-rows.ts'
import { createIdHashes } from './id-hashes.ts'
import { readPersonTables } from './person-tables.ts'
import { removeSubjects } from './remove-subjects.ts'
import { membersOf, suppress, suppressSubjects } from './subjects.ts'
import { tryEach } from './try-each.ts'

export interface ErasuresDeps {
  clickhouse: ClickHouse
  log: Logger
  now?: () => number
}

/** Erasures in one place where rows lie: all that is known of a location is there. */
export interface StoreErasures {
  /** Whether somebody has this id here, or was erased under it. */
  knows(locationId: string, id: string): Promise<boolean>
  /**
   * Removes every trace of who has this id; nobody finds one when it resolves. A repetition completes what was
   * interrupted.
   * @throws GatewayError NOT_FOUND as `Erasures.erase`, UNAVAILABLE when it will only be completed later.
   */
  erase(request: EraseRequest): Promise<EraseReport>
  /**
   * Removes just these ids, as an erasure of another copy of the data removed them: who belonged together was decided
   * there. While nobody writes. Returns how many rows went.
   * @throws GatewayError FORBIDDEN when the database user may not delete.
   */
  repeat(request: { locationId: string; distinctIds: readonly string[]; requestedBy: string }): Promise<number>
  /** Takes back that ids are suppressed. Returns whether this one was. */
  allowAgain(request: AllowAgainRequest): Promise<boolean>
  /**
   * Goes on with erasures that nobody has been heard of for so long, also after one that fails. Returns how many were
   * completed.
   * @throws what the first failed with, after each was tried.
   */
  resume(silentMs: number, signal?: AbortSignal): Promise<number>
  /** Takes off the disk what was erased before. */
  purge(): Promise<void>
}

export function createStoreErasures({ clickhouse, log, now = Date.now }: ErasuresDeps): StoreErasures {
  const { client } = clickhouse
  const insert = createInsertRows(client)
  const audit = createErasureLog(client, insert)
  const hashes = createIdHashes(client)
  const erasedIds = createErasedIds(client, insert)

  async function knows(locationId: string, id: string): Promise<boolean> {
    if ((await audit.runningOn(locationId, id)) !== undefined) return true
    const isErased = await erasedIds.among([{ location_id: locationId, id }])
    if (isErased({ location_id: locationId, id })) return true
    const { landing, derived } = await readPersonTables(client)
    for (const { table, idColumns } of [...derived, ...landing]) {
      const where = `location_id = {location:String} AND (${idColumns.map((column) => `${column} = {id:String}`).join(' OR ')})`
      if ((await countRows(client, table, { where, params: { location: locationId, id } })) > 0) return true
    }
    return false
  }

  async function begin({ locationId, by, requestedBy }: EraseRequest): Promise<ErasureRef> {
    const id = by.userId ?? by.distinctId ?? ''
    const running = await audit.runningOn(locationId, id)
    if (running !== undefined) return running
    const members = await membersOf(clickhouse, locationId, [id])
    // An id that was merged into another user is a distinct id, no user id any more.
    if (by.userId != null && !members.some(({ distinct_id, is_user }) => is_user && distinct_id === id))
      throw new GatewayError('NOT_FOUND', 'by: no user has this userId any more. Give it as a distinctId.')
    const ref = { locationId, erasureId: randomUUID() }
    // First of all, so that an interruption leaves something to go on from.
    await audit.addSubjects(ref, members)
    await hashes.readKeys()
    const idHashes = members.flatMap(({ distinct_id }) => hashes.of({ location_id: locationId, id: distinct_id }))
    await audit.note(ref, { state: 'running', requestedBy, requestedAt: new Date(now()), idHashes })
    return ref
  }

  async function carryOut(ref: ErasureRef, requestedBy: string, requestedAt: Date): Promise<EraseReport> {
    await hashes.readKeys()
    const subjects = await suppressSubjects({ clickhouse, insert, hashes, log: audit, now }, ref, requestedBy)
    const distinctIds = subjects.map(({ distinct_id }) => distinct_id)
    await removeSubjects({ clickhouse, insert, hashes, log: audit }, ref, distinctIds, { requestedBy, requestedAt })
    log.info({ locationId: ref.locationId, erasureId: ref.erasureId }, 'a person was erased')
    const removed = Object.entries(await audit.removed(ref)).map(([table, rows]) => ({ table, rows }))
    const user = subjects.find(({ is_user }) => is_user) ?? subjects[0]
    return { userId: user?.distinct_id ?? '', distinctIds, removed: removed.filter(({ rows }) => rows > 0) }
  }

  async function purge(): Promise<void> {
    const unpurged = await audit.unpurged()
    if (unpurged.length === 0) return
    await purgeDeleted(client)
    for (const { requestedBy, requestedAt, ...ref } of unpurged)
      await audit.note(ref, { state: 'purged', requestedBy, requestedAt })
  }

  return {
    knows,
    erase: async (request) => carryOut(await begin(request), request.requestedBy, new Date(now())),
    async repeat({ locationId, distinctIds, requestedBy }) {
      await assertMayDelete(client)
      const ref = { locationId, erasureId: randomUUID() }
      const subjects = distinctIds.map((distinct_id) => ({ distinct_id, is_user: false }))
      await audit.addSubjects(ref, subjects)
      await hashes.readKeys()
      const idHashes = distinctIds.flatMap((id) => hashes.of({ location_id: locationId, id }))
      const asked = { requestedBy, requestedAt: new Date(now()) }
      await audit.note(ref, { ...asked, state: 'running', idHashes })
      await suppress({ insert, hashes, now }, locationId, subjects, requestedBy, true)
      const counts = await removeSubjects({ clickhouse, insert, hashes, log: audit }, ref, distinctIds, asked)
      return [...counts.values()].reduce((sum, rows) => sum + rows, 0)
    },
    async allowAgain({ locationId, distinctId, decidedBy }) {
      await hashes.readKeys()
      const id = { location_id: locationId, id: distinctId }
      if (!(await erasedIds.among([id]))(id)) return false
      await suppress({ insert, hashes, now }, locationId, [{ distinct_id: distinctId }], decidedBy, false)
      return true
    },
    async resume(silentMs, signal) {
      let completed = 0
      await tryEach(
        await audit.interrupted(silentMs),
        async ({ requestedBy, requestedAt, ...ref }) => {
          await carryOut(ref, requestedBy, requestedAt)
          completed++
        },
        {
          signal,
          onFailure: (err, { locationId, erasureId }) =>
            log.warn({ err, locationId, erasureId }, 'an interrupted erasure failed; it will be tried again'),
        },
      )
      return completed
    },
    purge,
  }
}
