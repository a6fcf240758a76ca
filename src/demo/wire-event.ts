import type { JsonObject } from '../json/json-value.ts'

/** An event as the SDK puts it on the wire. Browser events carry `token` and `distinct_id` inside `properties`. */
export interface WireEvent {
  uuid: string
  event: string
  timestamp: string
  properties: JsonObject
  distinct_id?: string
  $set?: JsonObject
  $set_once?: JsonObject
}

export interface DemoTraffic {
  /** What posthog-js would have sent, in the order of time. */
  browser: WireEvent[]
  /** What posthog-node would have sent, in the order of time. */
  server: WireEvent[]
  visitors: number
  sessions: number
  fromMs: number
  /** Not included. */
  toMs: number
}
