import type { ClickHouseClient } from '@clickhouse/client'
import { askStatement } from '../sql/ask-statement.ts'
import type { Statements } from '../sql/generated.ts'
import { createPrivacyFilter, type PrivacyFilter } from './privacy-filter.ts'

export const ipAnonymizations = ['NONE', 'TRUNCATE', 'DROP'] as const
export const consentModes = ['OPTIONAL', 'REQUIRED'] as const

/** What a location keeps, and how. */
export interface PrivacySettings {
  /** null: for ever. */
  retentionDays: number | null
  ipAnonymization: (typeof ipAnonymizations)[number]
  /** Names, in which `*` stands for any text. */
  deniedProperties: readonly string[]
  consent: (typeof consentModes)[number]
  consentProperty: string
}

/** What holds where nothing was set. */
export const defaultPrivacySettings: PrivacySettings = {
  retentionDays: null,
  ipAnonymization: 'NONE',
  deniedProperties: [],
  consent: 'OPTIONAL',
  consentProperty: '$consent',
}

export function settingsFromRow(row: Statements['privacy-settings']['row'] | undefined): PrivacySettings {
  if (row === undefined) return defaultPrivacySettings
  const unset = defaultPrivacySettings
  const [ipAnonymization, consent] = [row.ip_anonymization || unset.ipAnonymization, row.consent || unset.consent]
  return {
    retentionDays: row.retention_days,
    // What this version does not know is read as the strictest that it does.
    ipAnonymization: ipAnonymizations.find((known) => known === ipAnonymization) ?? 'DROP',
    deniedProperties: row.denied_properties,
    consent: consentModes.find((known) => known === consent) ?? 'REQUIRED',
    consentProperty: row.consent_property || unset.consentProperty,
  }
}

/** Reads the settings in force, of those of the locations that have set any. */
export function createSettingsReader(client: ClickHouseClient) {
  const latest = askStatement(client, 'privacy-settings')
  return async (location_ids: readonly string[]): Promise<ReadonlyMap<string, PrivacySettings>> =>
    new Map((await latest({ location_ids })).map((row) => [row.location_id, settingsFromRow(row)]))
}

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
