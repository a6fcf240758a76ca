import { validate as isUuid, v5 as uuidV5 } from 'uuid'
import { createClassifier } from '../channels/classify.ts'
import { listedSources } from '../channels/listed-sources.ts'
import { engineJson } from '../json/engine-json.ts'
import type { JsonObject } from '../json/json-value.ts'
import type { Tables } from '../sql/generated.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { latestMs } from '../time/kept-times.ts'
import type { CapturedEvent, Sender } from './captured-event.ts'
import { deviceOf } from './device.ts'
import { campaignOf, clickIdsOf, noTouch, pageOf, text, touchOf, visitText } from './touch.ts'

type EventRow = Tables['events']

// A fixed namespace, so that every instance derives the same id from the same event.
const eventNamespace = '6f1d1f2e-9c0b-5a51-8f0d-4a3d8a1c7b11'
/** What PostHog's own libraries for servers call themselves in `$lib`, and those of their predecessor. */
const serverLibraries =
  /^((posthog|analytics)-)?(node|edge|python|php|ruby|go|java|server|dotnet|elixir|rs|rust)(?![a-z])/

const classify = createClassifier(listedSources)
const unclassified = classify(noTouch)

/**
 * The row of the landing table `events` for an event: what questions filter by is lifted out of the properties.
 * @param receivedAt As `toClickHouseTime` writes it, once for many events.
 */
export function landingRow(locationId: string, event: CapturedEvent, sender: Sender, receivedAt: string): EventRow {
  const { properties } = event
  const page = pageOf(properties, '$current_url')
  const campaign = campaignOf(properties, page)
  const isVisit = describesVisit(properties, page.text)
  const touch = isVisit ? touchOf(properties, page, campaign) : noTouch
  const { channel, channelGroup } = isVisit ? classify(touch) : unclassified
  // A server's user agent says nothing about the person.
  const device = deviceOf(properties, isVisit ? sender.userAgent : undefined)
  const timestamp = new Date(Math.min(Math.max(event.timestampMs, 0), latestMs))
  return {
    location_id: locationId,
    distinct_id: event.distinctId.toWellFormed(),
    timestamp: toClickHouseTime(timestamp),
    uuid: uuidOf(locationId, event),
    event: event.event.toWellFormed(),
    session_id: sessionIdOf(properties),
    is_visit: isVisit,
    is_identified: properties.$is_identified === true || event.event === '$identify',
    current_url: page.text,
    host: text(properties, '$host') || (page.url?.host ?? ''),
    pathname: visitText(properties, '$pathname') || (page.url?.pathname ?? ''),
    touch,
    channel,
    channel_group: channelGroup,
    click_ids: clickIdsOf(properties, campaign),
    funnel_id: visitText(properties, 'funnel_id'),
    step_id: visitText(properties, 'step_id'),
    funnel_name: visitText(properties, 'funnel_name'),
    page_id: visitText(properties, 'page_id'),
    affiliate_id: visitText(properties, 'affiliate_id'),
    browser: device.browser,
    device_type: device.device_type,
    time_zone: device.time_zone,
    properties: engineJson(properties),
    received_at: receivedAt,
  }
}

/** Ids that start with `~` are those of sessions that the SDK gave none. */
function sessionIdOf(properties: JsonObject): string {
  const sessionId = text(properties, '$session_id')
  return sessionId.startsWith('~') ? '' : sessionId
}

/** Only what the visitor's own browser or app sent describes a visit; a server speaks about a person, not from one. */
function describesVisit(properties: JsonObject, currentUrl: string): boolean {
  if (properties.$is_server === true) return false
  const library = text(properties, '$lib')
  return library === '' ? currentUrl !== '' : !serverLibraries.test(library)
}

/**
 * The event's identity. Without a UUID of its own it gets one derived from what it says, so that sending it again is
 * recognised; `$insert_id` names it where an SDK gave one.
 */
export function uuidOf(
  locationId: string,
  { uuid, event, distinctId, timestampMs, saidMs = timestampMs, properties }: CapturedEvent,
): string {
  if (uuid !== undefined && isUuid(uuid)) return uuid.toLowerCase()
  const named = uuid || text(properties, '$insert_id')
  const content = named ? [named] : [saidMs, canonical(properties)]
  return uuidV5(JSON.stringify([locationId, event, distinctId, ...content]), eventNamespace)
}

/** Properties in one order, whatever order they came in. */
function canonical(properties: JsonObject): [string, unknown][] {
  return Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1))
}
