import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { storesOf } from '../clickhouse/stores.ts'
import { GatewayError } from '../errors.ts'
import { toDistinctId } from '../ingest/distinct-id.ts'
import { assertMayDelete } from './deletion-rights.ts'
import type { AllowAgainRequest, EraseReport, EraseRequest } from './erase-request.ts'
import { newKey, shareKeys } from './id-hashes.ts'
import { createStoreErasures, type ErasuresDeps, type StoreErasures } from './store-erasures.ts'
import { tryEach } from './try-each.ts'
import { within } from './within.ts'

export interface Erasures {
  /**
   * Removes every trace of a person from a location; nobody finds one when it resolves. A repetition completes what was
   * interrupted.
   * @throws GatewayError NOT_FOUND for somebody who is not known here, FORBIDDEN when the database user may not delete
   * or the shards of a cluster are not named, UNAVAILABLE when it will only be completed later.
   */
  erase(request: EraseRequest): Promise<EraseReport>
  /** Takes back that ids are suppressed. Returns whether this one was. */
  allowAgain(request: AllowAgainRequest): Promise<boolean>
  /** @throws GatewayError FORBIDDEN where what is older than a retention would stay. */
  assertMayRetain(): void
  /**
   * Goes on with erasures that nobody has been heard of for so long, also after one that fails. Returns how many were
   * completed.
   * @throws what the first failed with, after each was tried.
   */
  resume(silentMs: number, signal?: AbortSignal): Promise<number>
  /** Takes off the disk what was erased before. */
  purge(): Promise<void>
  /**
   * Resolves when nothing runs in the background any more.
   * @param maxMs Or after so long: what is left then, `purge` finds, at the next start or on another instance.
   */
  close(maxMs?: number): Promise<void>
}

/** Erasures wherever rows lie: in one database, or in those of the shards, of which one has all of a location. */
export function createErasures(deps: ErasuresDeps): Erasures {
  const { clickhouse, log } = deps
  let background: Promise<void> = Promise.resolve()
  const spanning = createStoreErasures(deps)
  const byStore = new Map<ClickHouse, StoreErasures>([[clickhouse, spanning]])

  const stores = (work: string): StoreErasures[] =>
    storesOf(clickhouse, work).map((store) => {
      const erasures = byStore.get(store) ?? createStoreErasures({ ...deps, clickhouse: store })
      byStore.set(store, erasures)
      return erasures
    })

  /** More than one only if a location was moved to another shard and something of it was left. */
  async function storesThatKnow({ locationId, by }: EraseRequest): Promise<StoreErasures[]> {
    const id = by.userId ?? by.distinctId ?? ''
    if (id === '') throw new GatewayError('BAD_USER_INPUT', 'by: give a userId or a distinctId.')
    const found: StoreErasures[] = []
    for (const store of stores('Erasure')) if (await store.knows(locationId, id)) found.push(store)
    if (found.length === 0) throw new GatewayError('NOT_FOUND', 'by: nobody here has this id.')
    return found
  }

  async function purge(): Promise<void> {
    await tryEach(stores('Erasure'), (store) => store.purge())
  }

  return {
    async erase({ by, ...asked }) {
      const request = { ...asked, by: asStored(by) }
      const clients = storesOf(clickhouse, 'Erasure').map(({ client }) => client)
      for (const client of clients) await assertMayDelete(client)
      const knowing = await storesThatKnow(request)
      await shareKeys(clients, newKey())
      const reports: EraseReport[] = []
      for (const store of knowing) reports.push(await store.erase(request))
      background = background
        .then(purge)
        .catch((error: unknown) =>
          log.warn({ err: error }, 'erased rows are still on the disk; it will be tried again'),
        )
      return together(reports)
    },
    // The decision goes where the ids of the location are kept.
    allowAgain: (request) => spanning.allowAgain({ ...request, distinctId: toDistinctId(request.distinctId) }),
    assertMayRetain: () => void storesOf(clickhouse, 'Retention'),
    async resume(silentMs, signal) {
      let completed = 0
      await tryEach(
        stores('Erasure'),
        async (store) => {
          completed += await store.resume(silentMs, signal)
        },
        { signal },
      )
      return completed
    },
    purge,
    close: (maxMs) => (maxMs === undefined ? background : within(maxMs, background)),
  }
}

const asStored = ({ userId, distinctId }: EraseRequest['by']): EraseRequest['by'] => ({
  userId: userId == null ? undefined : toDistinctId(userId),
  distinctId: distinctId == null ? undefined : toDistinctId(distinctId),
})

function together(reports: readonly EraseReport[]): EraseReport {
  const removed = new Map<string, number>()
  for (const report of reports)
    for (const { table, rows } of report.removed) removed.set(table, (removed.get(table) ?? 0) + rows)
  return {
    userId: reports[0]?.userId ?? '',
    distinctIds: [...new Set(reports.flatMap(({ distinctIds }) => distinctIds))],
    removed: [...removed].map(([table, rows]) => ({ table, rows })),
  }
}
