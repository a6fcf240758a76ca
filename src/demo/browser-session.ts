import { clickIdParameters, utmParameters } from '../ingest/click-ids.ts'
import type { JsonObject } from '../json/json-value.ts'
import { timeZoneOffsetMinutes } from './clock.ts'
import type { Browser, Person } from './person.ts'
import type { Random } from './random.ts'
import { host } from './site.ts'
import type { Arrival } from './sources.ts'
import type { WireEvent } from './wire-event.ts'

const libVersion = '1.449.2'

/**
 * What posthog-js does in one visit: it knows the page, the session's entry and the person, and adds them to each
 * event.
 */
export interface BrowserSession {
  capture(atMs: number, event: string, properties?: JsonObject, person?: Pick<WireEvent, '$set' | '$set_once'>): void
  /** A new page: later events carry its URL. */
  open(atMs: number, path: string, title: string, search?: string): void
  /** posthog.identify: from now on events carry the user's id. */
  identify(atMs: number, person: Person): void
  readonly sessionId: string
}

export interface SessionStart {
  random: Random
  person: Person
  browser: Browser
  startMs: number
  arrival: Arrival
  landingPath: string
  writeKey: string
  emit(event: WireEvent): void
}

// posthog-js knows fewer parameters than the gateway does.
const parameters = [...utmParameters, ...clickIdParameters].filter(
  (name) => !['igsh', 'irclickid', 'srsltid', 'yclid', 'cjevent'].includes(name),
)

export function startBrowserSession(start: SessionStart): BrowserSession {
  const { random, person, browser, startMs, arrival, landingPath } = start
  const sessionId = random.uuidV7(startMs)
  const windowId = random.uuidV7(startMs + 1)
  const query = new URLSearchParams(arrival.parameters).toString()
  const landingUrl = `https://${host}${landingPath}${query === '' ? '' : `?${query}`}`
  const constant = {
    ...deviceProperties(browser, person, startMs),
    ...campaignProperties(arrival),
    ...entryProperties(arrival, landingUrl, landingPath),
    $session_id: sessionId,
    $window_id: windowId,
    $device_id: browser.deviceId,
    token: start.writeKey,
    $lib: 'web',
    $lib_version: libVersion,
    $initialization_time: new Date(startMs).toISOString(),
    $configured_session_timeout_ms: 1_800_000,
    // These events are sent long after they happened; the clock of the sender is not off.
    $ignore_sent_at: true,
  }
  let page: JsonObject = {}
  let previous: { id: string; path: string; openedMs: number } | undefined

  const capture: BrowserSession['capture'] = (atMs, event, properties = {}, personProperties = {}) => {
    const isIdentified = browser.distinctId === person.userId
    start.emit({
      uuid: random.uuidV7(atMs),
      event,
      timestamp: new Date(atMs).toISOString(),
      properties: {
        ...constant,
        ...page,
        distinct_id: browser.distinctId,
        $is_identified: isIdentified,
        $process_person_profile: isIdentified,
        ...(isIdentified ? { $user_id: person.userId } : {}),
        $insert_id: random.hex(16),
        $time: atMs / 1000,
        ...properties,
        ...personProperties,
      },
      ...personProperties,
    })
  }

  function leave(atMs: number): JsonObject {
    if (previous === undefined) return {}
    const scroll = Math.round(random.next() * 100) / 100
    return {
      $prev_pageview_id: previous.id,
      $prev_pageview_pathname: previous.path,
      $prev_pageview_duration: (atMs - previous.openedMs) / 1000,
      $prev_pageview_max_scroll_percentage: scroll,
      $prev_pageview_last_scroll_percentage: Math.min(scroll, Math.round(random.next() * 100) / 100),
    }
  }

  return {
    sessionId,
    capture(atMs, event, properties, personProperties) {
      capture(atMs, event, event === '$pageleave' ? { ...leave(atMs), ...properties } : properties, personProperties)
    },
    open(atMs, path, title, search = '') {
      const id = random.uuidV7(atMs)
      const url = previous === undefined ? landingUrl : `https://${host}${path}${search}`
      page = { $current_url: url, $host: host, $pathname: path, $pageview_id: id }
      capture(atMs, '$pageview', { title, ...leave(atMs) })
      previous = { id, path, openedMs: atMs }
    },
    identify(atMs, { userId, name, email, plan }) {
      const anonymousId = browser.distinctId
      browser.distinctId = userId
      const initial = { referrer: arrival.referrer || '$direct', current_url: landingUrl, host, pathname: landingPath }
      capture(
        atMs,
        '$identify',
        { $anon_distinct_id: anonymousId, $user_id: userId },
        {
          $set: { email, name, plan },
          $set_once: {
            ...prefixed('$initial_', { ...initial, referring_domain: domainOf(arrival.referrer) }),
            ...prefixed('$initial_', valuesOf(arrival)),
            first_seen: new Date(startMs).toISOString().slice(0, 10),
          },
        },
      )
    },
  }
}

function deviceProperties({ device, viewport }: Browser, { timeZone, language }: Person, atMs: number): JsonObject {
  return {
    $os: device.os,
    ...(device.osVersion === '' ? {} : { $os_version: device.osVersion }),
    $browser: device.browser,
    $browser_version: device.browserVersion,
    $device_type: device.type,
    $raw_user_agent: device.userAgent,
    $browser_language: language,
    $browser_language_prefix: language.slice(0, 2),
    $screen_width: device.screen[0],
    $screen_height: device.screen[1],
    $viewport_width: viewport[0],
    $viewport_height: viewport[1],
    $timezone: timeZone,
    $timezone_offset: timeZoneOffsetMinutes(timeZone, atMs),
  }
}

/** On every event of the session; once one parameter is there, all others are there as `null`. */
function campaignProperties(arrival: Arrival): JsonObject {
  const any = parameters.some((name) => name in arrival.parameters)
  return {
    $referrer: arrival.referrer || '$direct',
    $referring_domain: domainOf(arrival.referrer),
    ...(any ? valuesOf(arrival) : {}),
  }
}

/** posthog-js leaves empty ones out here. */
function entryProperties(arrival: Arrival, url: string, pathname: string): JsonObject {
  const found = Object.entries(valuesOf(arrival)).filter(([, value]) => value !== null)
  return prefixed('$session_entry_', {
    url,
    host,
    pathname,
    referrer: arrival.referrer || '$direct',
    referring_domain: domainOf(arrival.referrer),
    ...Object.fromEntries(found),
  })
}

const valuesOf = (arrival: Arrival): JsonObject =>
  Object.fromEntries(parameters.map((name) => [name, arrival.parameters[name] ?? null]))

const prefixed = (prefix: string, values: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]))

const domainOf = (referrer: string) => (referrer === '' ? '$direct' : new URL(referrer).host)
