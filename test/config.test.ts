import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig, readServingConfig } from '../src/config.ts'

const secret = 'x'.repeat(32)

describe('readConfig', () => {
  test('without anything set: embedded, loopback, port 4000, database attrigraph', () => {
    expect(readConfig({})).toMatchObject({
      embedded: true,
      production: false,
      HOST: '127.0.0.1',
      PORT: 4000,
      CLICKHOUSE_DATABASE: 'attrigraph',
    })
  })

  test('a wrong value names the variable, the value and what is expected', () => {
    const read = () =>
      readConfig({ PORT: '70000', EMBEDDED_CONNECTIONS: 'many', LOCATION_TIME_ZONES: 'oslo=Mars/Base' })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(/PORT="70000": .*65535/)
    expect(read).toThrow(/EMBEDDED_CONNECTIONS="many": .*number/)
    expect(read).toThrow(/LOCATION_TIME_ZONES="oslo=Mars\/Base": expected IANA time zones/)
  })

  test.each([
    'INGEST_EVENTS_PER_SECOND_PER_KEY',
    'INGEST_EVENTS_BURST_PER_KEY',
    'WRITE_KEYS_MAX_PER_LOCATION',
    'SUBSCRIPTIONS_MAX_PER_TOKEN',
  ])('a number of secrets is none: %s', (name) => {
    expect(() => readConfig({ [name]: 'many' })).toThrow(`${name}="many": `)
  })

  test.each(['*', 'os\u0007lo', 'o'.repeat(201)])('%j is no location', (id) => {
    expect(() => readConfig({ WRITE_KEYS: `key:${id}` })).toThrow(/WRITE_KEYS=\(secret\): .*location id/)
    expect(() => readConfig({ LOCATION_TIME_ZONES: `${id}=UTC` })).toThrow(/LOCATION_TIME_ZONES=.*location id/)
  })

  test('a wrong secret is named, but not shown', () => {
    const read = () => readConfig({ JWT_SECRET: 'hunter2', WRITE_KEYS: 'hunter3' })
    expect(read).toThrow(/JWT_SECRET=\(secret\): expected at least 32 characters/)
    expect(read).toThrow(/WRITE_KEYS=\(secret\): expected key:location_id/)
    expect(read).not.toThrow(/hunter/)
  })

  test.each([
    [
      'production without secrets',
      { NODE_ENV: 'production', CLICKHOUSE_URL: 'http://ch:8123' },
      /NODE_ENV=production.*\n\s+JWT_SECRET/,
    ],
    [
      'production on the embedded engine',
      { NODE_ENV: 'production', JWT_SECRET: secret },
      /CLICKHOUSE_URL: the embedded engine is not for production/,
    ],
    ['an address that others reach, without secrets', { HOST: '0.0.0.0' }, /HOST=0\.0\.0\.0 is not a loopback address/],
    [
      'a JWKS without issuer and audience',
      { NODE_ENV: 'production', CLICKHOUSE_URL: 'http://ch:8123', JWKS_URL: 'https://id.example/jwks' },
      /JWT_ISSUER and JWT_AUDIENCE/,
    ],
    [
      'a JWKS without an audience, in development too',
      { JWKS_URL: 'https://id.example/jwks', JWT_ISSUER: 'https://id.example/' },
      /JWT_ISSUER and JWT_AUDIENCE/,
    ],
    ['a JWKS that is a file', { JWKS_URL: 'file:///etc/passwd' }, /JWKS_URL=.*expected an http or https URL/],
    ['an origin with a path', { CORS_ORIGINS: 'https://app.example/' }, /CORS_ORIGINS=.*expected origins/],
  ])('refuses to start: %s', (_, env, message) => {
    expect(() => readServingConfig(env)).toThrow(message)
  })

  test.each([
    { NODE_ENV: 'production', CLICKHOUSE_URL: 'http://ch:8123' },
    { CLICKHOUSE_URL: 'http://ch:8123' },
    { HOST: '0.0.0.0' },
  ])('who neither serves nor signs needs no secret: %o', (env) => {
    expect(readConfig(env).JWT_SECRET).toBeUndefined()
    expect(() => readServingConfig(env)).toThrow(/JWT_SECRET/)
  })

  test('in production no command takes the embedded engine for the database', () => {
    expect(() => readConfig({ NODE_ENV: 'production' })).toThrow(/CLICKHOUSE_URL: the embedded engine is not/)
  })

  test.each(['CLICKHOUSE_URL', 'CLICKHOUSE_SHARD_URLS'])('%s is of a server, and holds no credentials', (name) => {
    const read = (url: string) => () => readConfig({ [name]: url })
    expect(read('localhost:8123')).toThrow(`${name}=(secret): expected http:// or https://`)
    expect(read('clickhouse://ch:9000')).toThrow(/expected http:\/\/ or https:\/\//)
    expect(read('nonsense')).toThrow(/expected http:\/\/ or https:\/\//)
    expect(read('http://ada:hunter2@ch:8123')).toThrow(
      /expected no user and no password in it: they are CLICKHOUSE_USER/,
    )
    expect(read('http://ada:hunter2@ch:8123')).not.toThrow(/hunter2/)
    expect(read('https://ch.example:8443')).not.toThrow()
  })

  test('webhook secrets may be several; one that could be guessed is refused', () => {
    const [a, b] = ['a', 'b'].map((letter) => `whsec_${Buffer.from(letter.repeat(24)).toString('base64')}`)
    for (const text of [`${a} ${b}`, `${a},${b}`, ` ${a}, ${b} `])
      expect(readConfig({ WEBHOOK_SECRET: text }).WEBHOOK_SECRET).toEqual([a, b])
    for (const text of ['whsec_', 'whsec_c2hvcnQ=', `${a} hunter2`, ',', `whsec_${'x'.repeat(40)}!`]) {
      expect(() => readConfig({ WEBHOOK_SECRET: text })).toThrow(/WEBHOOK_SECRET=\(secret\): expected whsec_/)
      expect(() => readConfig({ WEBHOOK_SECRET: text })).not.toThrow(/hunter2/)
    }
  })

  test('a previous JWT secret needs the one that signs now, and the same length', () => {
    expect(() => readConfig({ JWT_PREVIOUS_SECRET: secret })).toThrow(/JWT_PREVIOUS_SECRET is set without JWT_SECRET/)
    expect(() => readConfig({ JWT_SECRET: secret, JWT_PREVIOUS_SECRET: 'hunter2' })).toThrow(
      /_SECRET=\(secret\): expected/,
    )
    expect(readConfig({ JWT_SECRET: secret, JWT_PREVIOUS_SECRET: secret }).JWT_PREVIOUS_SECRET).toBe(secret)
  })

  test('write keys and time zones become maps', () => {
    // As the engine spells it.
    const config = readConfig({ WRITE_KEYS: 'k1:oslo, k2:bergen', LOCATION_TIME_ZONES: 'oslo=europe/oslo' })
    expect([...(config.WRITE_KEYS ?? [])]).toEqual([
      ['k1', 'oslo'],
      ['k2', 'bergen'],
    ])
    expect(config.LOCATION_TIME_ZONES?.get('oslo')).toBe('Europe/Oslo')
  })
})
