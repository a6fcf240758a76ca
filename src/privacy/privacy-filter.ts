import type { CapturedEvent, DropReason } from '../ingest/captured-event.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts'
import { parsedJson } from '../json/parsed-json.ts'
import { ipProperties, truncatedIp } from './ip-address.ts'
import { matcherOf } from './name-pattern.ts'
import { cutoffMs } from './retention-cutoff.ts'
import type { PrivacySettings } from './settings.ts'

/** Applies a location's settings before anything is stored. */
export interface PrivacyFilter {
  /** The event, or a row that says the same of a person, as it may be stored, or why it may not be. */
  apply<Said extends Pick<CapturedEvent, 'timestampMs' | 'properties'>>(event: Said, nowMs: number): Said | DropReason
  /**
   * The same for the raw text of an event that could not be understood. What cannot be read cannot be filtered: then it
   * is ''.
   */
  applyToRaw(raw: string): { raw: string } | { dropped: DropReason }
}

export function createPrivacyFilter(settings: PrivacySettings): PrivacyFilter {
  const { retentionDays, ipAnonymization, deniedProperties, consent, consentProperty } = settings
  const isDenied = matcherOf(deniedProperties)
  const changes = ipAnonymization !== 'NONE' || deniedProperties.length > 0

  const refuses = ({ [consentProperty]: said }: JsonObject) => said === false || said === 'false'

  function consents(properties: JsonObject): boolean {
    const said = properties[consentProperty]
    if (refuses(properties)) return false
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

  /**
   * Of a raw text, in which properties may stand anywhere: beside the envelope, as columns of an import do, or as JSON
   * in a text.
   */
  function filteredAll(value: JsonValue, depth = 0): JsonValue {
    if (typeof value === 'string') return filteredText(value, depth)
    if (typeof value !== 'object' || value === null) return value
    if (depth === depthMax) return null
    if (Array.isArray(value)) return value.map((one) => filteredAll(one, depth + 1))
    return Object.fromEntries(Object.entries(keptOf(value)).map(([name, one]) => [name, filteredAll(one, depth + 1)]))
  }

  function filteredText(text: string, depth: number): string {
    if (!/^\s*[{[]/.test(text)) return text
    const json = parsedJson(text)
    return json === undefined ? '' : JSON.stringify(filteredAll(json, depth))
  }

  return {
    apply(event, nowMs) {
      if (!consents(event.properties)) return 'no_consent'
      if (retentionDays !== null && event.timestampMs < cutoffMs(retentionDays, nowMs)) return 'expired'
      return changes ? { ...event, properties: filtered(event.properties) } : event
    },
    applyToRaw(raw) {
      const event = objectIn(raw)
      if (event === undefined) return consent === 'REQUIRED' ? { dropped: 'no_consent' } : { raw: changes ? '' : raw }
      if (refuses(event) || !consents(objectIn(event.properties) ?? event)) return { dropped: 'no_consent' }
      return { raw: changes ? JSON.stringify(filteredAll(event)) : raw }
    },
  }
}

/** As deep as an event may be; a recursion would overflow on more. */
const depthMax = 64

function objectIn(value: JsonValue | undefined): JsonObject | undefined {
  const json = typeof value === 'string' ? parsedJson(value) : value
  return isJsonObject(json) ? json : undefined
}
