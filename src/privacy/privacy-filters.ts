import type { ClickHouseClient } from '@clickhouse/client'
import { createPrivacyFilter, type PrivacyFilter } from './privacy-filter.ts'
import { createSettingsReader, defaultPrivacySettings } from './settings.ts'

/**
 * The filter in force of each location, at most `cacheMs` old: so long after it was set, a setting holds on every
 * instance. It is the same object for as long as the settings are the same.
 */
export interface PrivacyFilters {
  /** Rejects when the settings cannot be read: nothing is stored under unknown settings. */
  of(locationIds: readonly string[]): Promise<ReadonlyMap<string, PrivacyFilter>>
}

export function createPrivacyFilters(client: ClickHouseClient, cacheMs = 2_000): PrivacyFilters {
  const readSettings = createSettingsReader(client)
  const cached = new Map<string, { readAt: number; settings: string; filter: PrivacyFilter }>()

  async function read(locationIds: readonly string[]): Promise<void> {
    const readAt = performance.now()
    const found = await readSettings(locationIds)
    for (const locationId of locationIds) {
      const inForce = found.get(locationId) ?? defaultPrivacySettings
      const settings = JSON.stringify(inForce)
      const known = cached.get(locationId)
      const filter = known?.settings === settings ? known.filter : createPrivacyFilter(inForce)
      cached.set(locationId, { readAt, settings, filter })
    }
  }

  return {
    async of(locationIds) {
      const oldest = performance.now() - cacheMs
      const stale = locationIds.filter((id) => (cached.get(id)?.readAt ?? Number.NEGATIVE_INFINITY) <= oldest)
      if (stale.length > 0) await read([...new Set(stale)])
      return new Map(
        locationIds.flatMap((id) => {
          const filter = cached.get(id)?.filter
          return filter === undefined ? [] : [[id, filter] as const]
        }),
      )
    },
  }
}
