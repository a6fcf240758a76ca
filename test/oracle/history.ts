import type { JsonObject } from '../../src/json/json-value.ts'

/** One event of a location, already each uuid once. */
export interface OracleEvent {
  uuid: string
  event: string
  distinctId: string
  timestampMs: number
  properties: JsonObject
}

/** What an operator said about identity. `at` only has to be in the order in which the decisions were made. */
export interface Decision {
  kind: 'mapIdentity' | 'unmapIdentity'
  anonymousId: string
  userId?: string
  at: number
  uuid: string
}

/** Everything that the answers of one location are a function of. */
export interface History {
  events: readonly OracleEvent[]
  decisions: readonly Decision[]
}
