import { type App, createApp } from '../../src/app.ts'
import { mintToken } from '../../src/auth/mint-token.ts'
import { createPipeTokens } from '../../src/auth/pipe-tokens.ts'
import { createTokenVerifier } from '../../src/auth/verify-token.ts'
import { createStaticWriteKeys } from '../../src/auth/write-keys.ts'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { testEngine } from '../testkit/engine.ts'
import { testSecret } from '../testkit/gateway.ts'

export interface Location {
  locationId: string
  timeZone: string
}

export interface Answer<T> {
  data: T
  errors: { message: string; path?: (string | number)[]; extensions: { code: string } }[] | undefined
}

export interface Instances extends AsyncDisposable {
  apps: App[]
  /** An empty location for each case, so that one engine serves all. */
  nextLocation(): Location
  /** Asks as somebody who may do everything in these locations, and nothing elsewhere. */
  ask<T>(locationIds: readonly string[], query: string, variables: object): Promise<Answer<T>>
}

export const timeZones = ['UTC', 'Europe/Oslo', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe']

/** Shrinking a failure needs locations too. */
const locations = Array.from(
  { length: 4_000 },
  (_, index): Location => ({ locationId: `p${index}`, timeZone: timeZones[index % timeZones.length] ?? 'UTC' }),
)

export interface RunningInstances extends Instances {
  clickhouse: ClickHouse
}

/** Several whole gateways on one real engine. */
export async function startInstances(count: number, env: Record<string, string> = {}): Promise<RunningInstances> {
  const clickhouse = await testEngine()
  const config = testConfig({
    JWT_SECRET: testSecret,
    GRAPHQL_MAX_COMPLEXITY: '1000000000',
    LOCATION_TIME_ZONES: locations.map(({ locationId, timeZone }) => `${locationId}=${timeZone}`).join(),
    ...env,
  })
  // No two decisions at the same time: their order is the order of the calls.
  let clock = Date.now()
  const now = () => {
    clock = Math.max(clock + 1, Date.now())
    return clock
  }
  const writeKeys = createStaticWriteKeys(new Map(locations.map(({ locationId }) => [`key-${locationId}`, locationId])))
  const apps = Array.from({ length: count }, () =>
    createApp({
      config,
      clickhouse,
      verifyToken: createTokenVerifier(config),
      pipeTokens: createPipeTokens(config),
      writeKeys,
      log: silentLog,
      now,
    }),
  )
  let next = 0
  return {
    apps,
    clickhouse,
    nextLocation() {
      const location = locations[next++]
      if (location === undefined) throw new Error('All locations are used.')
      return location
    },
    async ask(locationIds, query, variables) {
      const token = await mintToken(testSecret, { location_ids: locationIds, scope: 'read manage' }, 60)
      const response = await apps[0]?.fetch(
        new Request('http://gateway/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ query, variables }),
        }),
      )
      return response?.json()
    },
    async [Symbol.asyncDispose]() {
      for (const app of apps) await app.close()
      await clickhouse[Symbol.asyncDispose]()
    },
  }
}
