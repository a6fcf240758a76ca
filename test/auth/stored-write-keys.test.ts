import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createStoredWriteKeys, freshMs, graceMs, type StoredWriteKeys } from '../../src/auth/stored-write-keys.ts'
import { generateWriteKey, hashWriteKey, writeKeyId, writeKeyPrefix } from '../../src/auth/write-key.ts'
import { createStaticWriteKeys, joinWriteKeys } from '../../src/auth/write-keys.ts'
import { createInsertRows } from '../../src/ingest/insert-rows.ts'
import { silentLog } from '../testkit/config.ts'
import { testEngine } from '../testkit/engine.ts'

let engine: Awaited<ReturnType<typeof testEngine>>
beforeAll(async () => {
  engine = await testEngine()
})
afterAll(() => engine[Symbol.asyncDispose]())

let nowMs: number
let queries: number
let askedFor: number[]
let connected: boolean
let keys: StoredWriteKeys

/** The real engine behind a wire that can be cut, and a clock that the test turns. */
beforeEach(() => {
  nowMs = 1_000_000
  queries = 0
  askedFor = []
  connected = true
  const client = new Proxy(engine.client, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name)
      return async (params: Parameters<typeof target.query>[0]) => {
        queries++
        const ids = params.query_params?.key_ids
        askedFor.push(Array.isArray(ids) ? ids.length : 0)
        if (!connected) throw new Error('connect ECONNREFUSED')
        return target.query(params)
      }
    },
  })
  keys = createStoredWriteKeys({ client, log: silentLog, clock: () => nowMs })
})

async function decide(key: string, action: 'create' | 'revoke', locationId = 'oslo') {
  const key_hash = hashWriteKey(key)
  const row = { location_id: locationId, key_id: writeKeyId(key_hash), key_hash, prefix: writeKeyPrefix(key) }
  const changes = { name: 'n', changed_by: 'ada', changed_at: '2026-05-01 00:00:00.000' }
  await createInsertRows(engine.client)('write_keys', [{ ...row, action, ...changes }])
}

async function created(locationId = 'oslo'): Promise<string> {
  const key = generateWriteKey()
  await decide(key, 'create', locationId)
  return key
}

/** Lets what goes on beside the requests end. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 150))

describe('a created key', () => {
  test('is known at once; a crowd of first requests makes one query, and later ones none', async () => {
    const key = await created()
    const answers = await Promise.all(Array.from({ length: 200 }, () => keys.locationOf(key)))
    expect(new Set(answers)).toEqual(new Set(['oslo']))
    nowMs += freshMs / 2 - 1
    expect(await keys.locationOf(key)).toBe('oslo')
    expect(queries).toBe(1)
  })

  test('in use never waits: it is asked about again beside a request before its answer is too old', async () => {
    const key = await created()
    await keys.locationOf(key)
    nowMs += freshMs - 1
    expect(await keys.locationOf(key)).toBe('oslo')
    await settled()
    expect(queries).toBe(2)
    nowMs += freshMs / 2 - 1
    expect(await keys.locationOf(key)).toBe('oslo')
    expect(queries).toBe(2)
  })

  test('revoked elsewhere, it is refused after the bound', async () => {
    const key = await created()
    await keys.locationOf(key)
    await decide(key, 'revoke')
    nowMs += freshMs
    expect(await keys.locationOf(key)).toBeUndefined()
  })

  test('revoked here, it is refused at once, also when a query that began before says otherwise', async () => {
    const key = await created()
    const early = keys.locationOf(key)
    await decide(key, 'revoke')
    keys.revoked(hashWriteKey(key))
    await early
    expect(await keys.locationOf(key)).toBeUndefined()
    await settled()
    expect(await keys.locationOf(key)).toBeUndefined()
  })

  test('revoked twice, or created again by a retry of the insert, it stays revoked', async () => {
    const key = await created()
    await decide(key, 'revoke')
    await decide(key, 'revoke')
    await decide(key, 'create')
    expect(await keys.locationOf(key)).toBeUndefined()
  })
})

describe('an unknown key', () => {
  test('asked for before it was created, it is known after the bound', async () => {
    const key = generateWriteKey()
    expect(await keys.locationOf(key)).toBeUndefined()
    await decide(key, 'create')
    nowMs += freshMs - 1
    expect([await keys.locationOf(key), queries]).toEqual([undefined, 1])
    nowMs += 1
    expect(await keys.locationOf(key)).toBe('oslo')
  })

  test('that was never made here is not even looked for', async () => {
    for (const text of [
      '',
      'phc_something',
      'agw_',
      `${generateWriteKey()}x`,
      'wk_0123456789abcdef0123',
      'agw_%%%%%%%%%%%%%%%%%%%%%%%%',
    ])
      expect(await keys.locationOf(text)).toBeUndefined()
    expect(queries).toBe(0)
  })

  test('a flood of invented keys makes few queries, and does not hold up a key in use', async () => {
    const key = await created('bergen')
    await keys.locationOf(key)
    nowMs += freshMs
    const flood = Array.from({ length: 4_000 }, () => keys.locationOf(generateWriteKey()))
    const waited = keys.locationOf(key).then(() => askedFor.length)
    expect(new Set(await Promise.all(flood))).toEqual(new Set([undefined]))
    // The first of the flood has a query of its own; the key in use is in the next one.
    expect(await waited).toBeLessThanOrEqual(3)
    expect(queries).toBeLessThanOrEqual(7)
    expect(Math.max(...askedFor)).toBeLessThanOrEqual(1_000)
  })

  test('beyond what may wait, the sender must try again', async () => {
    const flood = await Promise.allSettled(Array.from({ length: 6_000 }, () => keys.locationOf(generateWriteKey())))
    const refused = flood.filter((outcome) => outcome.status === 'rejected')
    expect(refused.length).toBeGreaterThan(900)
    expect(refused.every(({ reason }) => reason.name === 'WriteKeysUnavailableError')).toBe(true)
  })
})

describe('while ClickHouse cannot be reached', () => {
  test('a known key goes on working for the grace, an unknown one is not called unknown, and few ask', async () => {
    const [key, strange] = [await created(), generateWriteKey()]
    await keys.locationOf(key)
    expect(await keys.locationOf(strange)).toBeUndefined()
    connected = false
    nowMs += freshMs
    queries = 0
    for (let n = 0; n < 20; n++) {
      expect(await keys.locationOf(key)).toBe('oslo')
      await expect(keys.locationOf(strange)).rejects.toThrow(/could not be looked up/)
      await expect(keys.locationOf(generateWriteKey())).rejects.toThrow(/could not be looked up/)
    }
    expect(queries).toBe(1)
    nowMs += graceMs - freshMs - 1
    expect(await keys.locationOf(key)).toBe('oslo')
    nowMs += 1
    await expect(keys.locationOf(key)).rejects.toThrow(/be looked up/)
    connected = true
    nowMs += 1_000
    expect(await keys.locationOf(key)).toBe('oslo')
    expect(await keys.locationOf(strange)).toBeUndefined()
  })

  test('a key that was revoked here does not come back by the grace', async () => {
    const key = await created()
    await keys.locationOf(key)
    connected = false
    nowMs += freshMs
    const asked = keys.locationOf(key)
    keys.revoked(hashWriteKey(key))
    await expect(asked).rejects.toThrow(/be looked up/)
    expect(await keys.locationOf(key)).toBeUndefined()
  })
})

describe('keys of the configuration', () => {
  const configured = createStaticWriteKeys(new Map([['a key of the configuration', 'bergen']]))

  test('work beside created ones, without the database', async () => {
    const both = joinWriteKeys(configured, keys)
    const key = await created()
    expect(await both.locationOf(key)).toBe('oslo')
    connected = false
    expect(await both.locationOf('a key of the configuration')).toBe('bergen')
    expect(await both.locationOf('a key of the configuratioN')).toBeUndefined()
  })

  test('an endless key is nobody’s', async () => {
    expect(await configured.locationOf(randomBytes(100_000).toString('hex'))).toBeUndefined()
  })
})
