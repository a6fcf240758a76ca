import type { ClickHouseClient } from '@clickhouse/client'
import { askStatement } from '../sql/ask-statement.ts'
import type { Statements } from '../sql/generated.ts'

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
