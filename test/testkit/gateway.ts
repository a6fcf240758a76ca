import { type App, createApp } from '../../src/app.ts'
import { mintToken, type TokenClaims } from '../../src/auth/mint-token.ts'
import { createPipeTokens } from '../../src/auth/pipe-tokens.ts'
import { createTokenVerifier } from '../../src/auth/verify-token.ts'
import { createStaticWriteKeys } from '../../src/auth/write-keys.ts'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import type { Logger } from '../../src/log.ts'
import { silentLog, testConfig } from './config.ts'
import { testEngine } from './engine.ts'
import { testEngineMode } from './test-database.ts'

export const testSecret = 'a secret that only the tests know, 32+ characters'

/**
 * What is asked beforehand about whole locations: of an engine that nobody else writes to it is known after the first
 * time.
 */
export const lookups = (count: number) => (testEngineMode === 'embedded' ? 0 : count)

export interface GraphQLAnswer<T> {
  status: number
  data: T
  errors: { message: string; path?: (string | number)[]; extensions: { code: string } }[] | undefined
  headers: Headers
}

export interface TestGateway extends AsyncDisposable {
  app: App
  clickhouse: ClickHouse
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Posts a PostHog batch to the location whose write key is `key-<location>`. */
  capture(locationId: string, events: object[], sentAt?: Date): Promise<Response>
  /** Asks as somebody who may read one location. */
  ask<T = Record<string, unknown>>(locationId: string, query: string, variables?: object): Promise<GraphQLAnswer<T>>
  /** Asks with a given token, or with none. */
  askWith<T = Record<string, unknown>>(
    token: string | undefined,
    query: string,
    variables?: object,
  ): Promise<GraphQLAnswer<T>>
  token(claims: TokenClaims, expiresInSeconds?: number): Promise<string>
  /** How many ClickHouse queries the work makes. */
  countQueries(work: () => Promise<unknown>): Promise<number>
}

/**
 * A whole gateway on the real engine, in memory unless another is given, without a socket. Locations: oslo and bergen.
 */
export async function testGateway(
  env: Record<string, string> = {},
  now?: () => number,
  open: () => Promise<ClickHouse> = testEngine,
  log: Logger = silentLog,
): Promise<TestGateway> {
  const clickhouse = await open()
  let queries = 0
  const client = new Proxy(clickhouse.client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (params: { query?: string }, ...rest: unknown[]) => {
        // Inserts of the background, such as usage, may come at any time.
        const isRead = !/^\s*INSERT\b/.test(params?.query ?? '')
        if (isRead && (name === 'query' || name === 'exec')) queries++
        return member.call(target, params, ...rest)
      }
    },
  })
  const config = testConfig({ JWT_SECRET: testSecret, ...env })
  const app = createApp({
    config,
    clickhouse: { ...clickhouse, client },
    verifyToken: createTokenVerifier(config),
    pipeTokens: createPipeTokens(config),
    writeKeys: createStaticWriteKeys(
      new Map(['oslo', 'bergen', 'turku'].map((location) => [`key-${location}`, location])),
    ),
    log,
    ...(now === undefined ? {} : { now }),
  })
  const fetchPath = async (path: string, init?: RequestInit) => app.fetch(new Request(`http://gateway${path}`, init))
  const token = (claims: TokenClaims, expiresInSeconds = 600) => mintToken(testSecret, claims, expiresInSeconds)

  async function askWith<T>(bearer: string | undefined, query: string, variables?: object): Promise<GraphQLAnswer<T>> {
    const response = await fetchPath('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = await response.json()
    return { status: response.status, data, errors, headers: response.headers }
  }

  return {
    app,
    clickhouse,
    fetch: fetchPath,
    token,
    askWith,
    ask: async (locationId, query, variables) =>
      askWith(await token({ location_id: locationId, scope: 'read' }), query, variables),
    capture: (locationId, events, sentAt) =>
      fetchPath('/batch/', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          api_key: `key-${locationId}`,
          batch: events,
          ...(sentAt === undefined ? {} : { sent_at: sentAt }),
        }),
      }),
    async countQueries(work) {
      const before = queries
      await work()
      return queries - before
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await clickhouse.close()
    },
  }
}

/** Fails with everything that helps to see why. */
export function expectData<T>(answer: GraphQLAnswer<T>): T {
  if (answer.errors !== undefined)
    throw new Error(`GraphQL errors (HTTP ${answer.status}): ${JSON.stringify(answer.errors, null, 2)}`)
  return answer.data
}
