import Bowser from 'bowser'
import type { JsonObject } from '../json/json-value.ts'
import { visitText } from './touch.ts'

export interface Device {
  browser: string
  device_type: string
  time_zone: string
}

/** What the SDK said about the device; where it said nothing, what the user agent tells. */
export function deviceOf(properties: JsonObject, userAgent: string | undefined): Device {
  const agent = visitText(properties, '$raw_user_agent') || userAgent || ''
  const parsed = visitText(properties, '$browser') === '' && agent !== '' ? fromUserAgent(agent) : undefined
  return {
    browser: visitText(properties, '$browser') || (parsed?.browser ?? ''),
    device_type: visitText(properties, '$device_type') || (parsed?.device_type ?? ''),
    time_zone: visitText(properties, '$timezone'),
  }
}

// One import file or one busy browser repeats few agents; parsing one costs about 50 microseconds.
const parsedAgents = new Map<string, Omit<Device, 'time_zone'>>()
const parsedAgentsMax = 2_000

function fromUserAgent(agent: string): Omit<Device, 'time_zone'> {
  const known = parsedAgents.get(agent)
  if (known !== undefined) return known
  const { browser, platform } = Bowser.parse(agent)
  const device = { browser: browser.name ?? '', device_type: capitalised(platform.type ?? '') }
  if (parsedAgents.size >= parsedAgentsMax) parsedAgents.clear()
  parsedAgents.set(agent, device)
  return device
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
