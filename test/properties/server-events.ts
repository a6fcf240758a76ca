import fc from 'fast-check'
import type { JsonObject } from '../../src/json/json-value.ts'
import { deviceProperties, personChanges, siteProperties } from './payload.ts'
import { anyId, statedId } from './people.ts'
import { startMs } from './times.ts'
import type { Draft } from './visits.ts'

const server = fc.constantFrom<JsonObject>(
  { $lib: 'posthog-node' },
  { $lib: 'posthog-python', $is_server: true },
  { $lib: 'web', $is_server: true },
  // Without a library and a URL nothing says that a visitor sent it.
  {},
)

const session = fc.constantFrom<JsonObject>({}, {}, {}, { $session_id: 'shared-0' }, { $session_id: 'server-1' })

export const serverEvent: fc.Arbitrary<Draft> = fc
  .record({
    event: fc.constantFrom('purchase', 'purchase', '$set', '$pageview', '$identify'),
    distinctId: anyId,
    timestampMs: startMs,
    properties: fc
      .tuple(
        server,
        session,
        personChanges,
        siteProperties,
        deviceProperties,
        fc.constantFrom<JsonObject>({}, { gclid: 'G9' }),
      )
      .map(([...parts]): JsonObject => Object.assign({}, ...parts)),
  })
  .map((draft) => draft)

/** Statements about identity by SDKs: they conflict, chain, run in circles, and name illegal ids. */
export const statement: fc.Arbitrary<Draft> = fc
  .record({
    event: fc.constantFrom('$identify', '$identify', '$create_alias', '$merge_dangerously'),
    anonymousId: statedId,
    distinctId: statedId,
    timestampMs: startMs,
    library: server,
  })
  .map(({ event, anonymousId, distinctId, timestampMs, library }) => ({
    event,
    distinctId,
    timestampMs,
    properties: { ...library, [event === '$identify' ? '$anon_distinct_id' : 'alias']: anonymousId },
  }))
