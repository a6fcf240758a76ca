import type { CapturedEvent, DropReason } from '../ingest/captured-event.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { ipProperties, truncatedIp } from './ip-address.ts'
import { matcherOf } from './name-pattern.ts'
import { cutoffMs } from './retention-cutoff.ts'
import type { PrivacySettings } from './settings.ts'

/** Applies a location's settings before anything is stored. */
export interface PrivacyFilter {
  /** The event, or a row that says the same of a person, as it may be stored, or why it may not be. */
  apply<Said extends Pick<CapturedEvent, 'timestampMs' | 'properties'>>(event: Said, nowMs: number): Said | DropReason
  /** The same for the raw text of an event that could not be understood. What cannot be read cannot be filtered: then it is ''. */
  applyToRaw(raw: string): { raw: string } | { dropped: DropReason }
}

export function createPrivacyFilter(settings: PrivacySettings): PrivacyFilter {
  const { retentionDays, ipAnonymization, deniedProperties, consent, consentProperty } = settings
  const isDenied = matcherOf(deniedProperties)
  const changes = ipAnonymization !== 'NONE' || deniedProperties.length > 0

  function consents(properties: JsonObject): boolean {
    const said = properties[consentProperty]
    if (said === false || said === 'false') return false
    return consent === 'OPTIONAL' || said === true || said === 'true'
  }

  function filtered(properties: JsonObject): JsonObject {
    const kept = keptOf(properties)
    for (const name of ['$set', '$set_once'] as const) {
      const person = kept[name]
      if (isJsonObject(person)) kept[name] = keptOf(person)
    }
    return kept
  }

  function keptOf(properties: JsonObject): JsonObject {
    const kept = Object.fromEntries(Object.entries(properties).filter(([name]) => !isDenied(name)))
    if (ipAnonymization === 'NONE') return kept
    for (const name of ipProperties) {
      const value = kept[name]
      if (value === undefined) continue
      const network = ipAnonymization === 'TRUNCATE' && typeof value === 'string' ? truncatedIp(value) : undefined
      if (network === undefined) delete kept[name]
      else kept[name] = network
    }
    return kept
  }

  return {
    apply(event, nowMs) {
      if (!consents(event.properties)) return 'no_consent'
      if (retentionDays !== null && event.timestampMs < cutoffMs(retentionDays, nowMs)) return 'expired'
      return changes ? { ...event, properties: filtered(event.properties) } : event
    },
    applyToRaw(raw) {
      const event = parseObject(raw)
      if (event === undefined) return consent === 'REQUIRED' ? { dropped: 'no_consent' } : { raw: changes ? '' : raw }
      const { properties } = event
      if (!consents(isJsonObject(properties) ? properties : event)) return { dropped: 'no_consent' }
      if (!changes) return { raw }
      // Properties may stand beside the envelope too, as columns of an import do.
      const inner = isJsonObject(properties) ? { properties: filtered(properties) } : {}
      return { raw: JSON.stringify({ ...filtered(event), ...inner }) }
    },
  }
}

function parseObject(raw: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(raw)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
