import { randomUUID } from 'node:crypto'
import { GatewayError } from '../errors.ts'
import type { EraseReport, EraseRequest } from '../privacy/erase-request.ts'
import type { PrivacySettings } from '../privacy/settings.ts'
import type { Maybe } from '../resolvers/maybe.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import type { CommandDeps } from './command-deps.ts'
import { timeAfter } from './time-after.ts'

/** What is left out stays as it is. */
type PrivacySettingsInput = { locationId: string } & { [K in keyof PrivacySettings]?: Maybe<PrivacySettings[K]> }

export interface PrivacyCommands {
  /**
   * Removes every trace of a person. @throws GatewayError NOT_FOUND for somebody unknown, UNAVAILABLE when it is
   * completed later.
   */
  eraseUser(input: Omit<EraseRequest, 'requestedBy'>): Promise<EraseReport>
  /** Takes back that events of an erased id are not stored. False: it was not erased. */
  allowErasedUser(input: { locationId: string; distinctId: string }): Promise<boolean>
  /**
   * Changes what a location keeps, on every instance within seconds. @throws GatewayError BAD_USER_INPUT that names
   * what is wrong, FORBIDDEN for a retention on a cluster.
   */
  setPrivacySettings(input: PrivacySettingsInput): Promise<void>
}

const retentionDaysMax = 36_500
const deniedMax = 200
const nameMaxLength = 200

export function createPrivacyCommands({
  principal,
  sql,
  insert,
  now,
  assertCovered,
  erasures,
}: CommandDeps): PrivacyCommands {
  const decidedBy = principal.subject ?? ''
  return {
    async eraseUser(input) {
      assertCovered(input.locationId)
      return erasures.erase({ ...input, requestedBy: decidedBy })
    },
    async allowErasedUser(input) {
      assertCovered(input.locationId)
      return erasures.allowAgain({ ...input, decidedBy })
    },
    async setPrivacySettings({ locationId, ...input }) {
      assertCovered(locationId)
      assertUsable(input)
      const { retentionDays, ipAnonymization, deniedProperties, consent, consentProperty } = input
      if (retentionDays != null) erasures.assertMayRetain()
      // null leaves a setting as it is, but for the one of which it is a value.
      const given = {
        retention_days: retentionDays !== undefined,
        ip_anonymization: ipAnonymization != null,
        denied_properties: deniedProperties != null,
        consent: consent != null,
        consent_property: consentProperty != null,
      }
      const changed = Object.entries(given).flatMap(([name, isGiven]) => (isGiven ? [name] : []))
      if (changed.length === 0) return
      const [latest] = await sql.rows('privacy-settings', { location_ids: [locationId] }, ['set_at'])
      await insert('privacy_settings', [
        {
          location_id: locationId,
          changed,
          retention_days: retentionDays ?? null,
          ip_anonymization: ipAnonymization ?? '',
          denied_properties: [...new Set(deniedProperties)],
          consent: consent ?? '',
          consent_property: consentProperty ?? '',
          set_at: toClickHouseTime(timeAfter(latest?.set_at, now())),
          set_by: decidedBy,
          uuid: randomUUID(),
        },
      ])
    },
  }
}

function assertUsable({
  retentionDays,
  deniedProperties,
  consentProperty,
}: Omit<PrivacySettingsInput, 'locationId'>): void {
  if (retentionDays != null && (retentionDays < 1 || retentionDays > retentionDaysMax))
    throw new GatewayError('BAD_USER_INPUT', `input.retentionDays: a number from 1 to ${retentionDaysMax}, or null.`)
  if (deniedProperties != null && deniedProperties.length > deniedMax)
    throw new GatewayError('BAD_USER_INPUT', `input.deniedProperties: at most ${deniedMax} names.`)
  deniedProperties?.forEach((name, place) => {
    assertName(`deniedProperties[${place}]`, name)
  })
  if (consentProperty != null) assertName('consentProperty', consentProperty)
}

function assertName(place: string, name: string): void {
  if (name === '' || name.length > nameMaxLength || !name.isWellFormed())
    throw new GatewayError('BAD_USER_INPUT', `input.${place}: a name of 1 to ${nameMaxLength} characters.`)
}
