import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { readConfig } from '../../src/config.ts'
import { type DiagnoseDeps, diagnose } from '../../src/doctor/diagnose.ts'
import { isOlder } from '../../src/doctor/version.ts'
import { testConfig } from '../testkit/config.ts'
import { testEngine } from '../testkit/engine.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'
import { testEngineMode } from '../testkit/test-database.ts'

let gateway: TestGateway
const serving = {
  JWT_SECRET: 'Zm9ydHktdHdvIGRpZmZlcmVudCBsZXR0ZXJzLCBtb3N0bHk',
  METRICS_TOKEN: 'a-token-of-the-scraper',
}
const config = readConfig(serving)
beforeAll(async () => {
  gateway = await testGateway()
  await gateway.capture('oslo', [
    { event: '$pageview', distinct_id: 'anna', properties: { $session_id: 's', $lib: 'web' } },
    { event: '$identify', distinct_id: 'anna@oslo.example', properties: { $anon_distinct_id: 'anna' } },
    { event: '$exception', distinct_id: 'anna', properties: { $exception_message: 'broken' } },
    { event: 'paid', distinct_id: 'anna@oslo.example', properties: { $lib: 'posthog-node' } },
  ])
}, 60_000)
afterAll(() => gateway[Symbol.asyncDispose]())

const command = (query: string) => gateway.clickhouse.client.command({ query })
/** What is found, as `check severity: text`. */
async function findings(deps: Partial<DiagnoseDeps> = {}): Promise<string[]> {
  const all = await diagnose({ clickhouse: gateway.clickhouse, config, ...deps })
  expect(all.filter(({ skipped }) => skipped !== undefined)).toEqual([])
  return all.flatMap(({ name, findings }) =>
    findings.map(({ severity, what, remedy }) => {
      expect(remedy).not.toBe('')
      return `${name} ${severity}: ${what}`
    }),
  )
}

// It is broken by hand, in the one place where it lies; that each shard is looked at tests clickhouse/cluster-changes.
describe.skipIf(testEngineMode === 'cluster')('what is broken is found and explained', () => {
  test('nothing, where nothing is', async () => {
    expect(await findings()).toEqual([])
  })

  test('mappings of people who were never seen', async () => {
    const sent = await gateway.fetch('/v0/events?name=identity_mappings&wait=true', {
      method: 'POST',
      headers: { authorization: 'Bearer key-bergen' },
      body: JSON.stringify({ anonymous_id: 'X-1', user_id: 'USER-1', first_seen: '2026-03-01T10:00:00Z' }),
    })
    expect(sent.status).toBe(200)
    expect(await findings()).toEqual([
      'identity warning: 1 identity mapping of bergen join ids of which no event ever came.',
    ])
    await command(`DELETE FROM identity_mappings WHERE location_id = 'bergen'`)
    expect(await findings()).toEqual([])
  })

  test('a quarantine that fills up', async () => {
    await gateway.capture(
      'turku',
      Array.from({ length: 30 }, (_, n) => ({ event: '', distinct_id: `somebody-${n}` })),
    )
    expect(await findings()).toEqual([
      'quarantine problem: 30 rows of turku went to quarantine on the last day (100%): missing_event_name.',
    ])
    // The day after it is no news any more.
    const later = await findings({ now: () => Date.now() + 2 * 86_400_000 })
    expect(later.filter((line) => line.startsWith('quarantine'))).toEqual([])
    await command(`TRUNCATE TABLE events_quarantine`)
  })

  test('clocks that differ', async () => {
    expect(await findings({ now: () => Date.now() + 10_000 })).toEqual([
      expect.stringMatching(/^clocks warning: The server's clock is (9|10)\.\d s behind this machine's\.$/),
    ])
    expect(await findings({ now: () => Date.now() - 300_000 })).toEqual([
      expect.stringMatching(/^clocks problem: The server's clock is \d+\.\d s ahead of this machine's\.$/),
    ])
    await command(`INSERT INTO arrivals SELECT 'turku', now64(3), number, -600000 FROM numbers(3)`)
    expect((await findings()).filter((line) => line.startsWith('clocks'))).toEqual([
      expect.stringMatching(/^clocks warning: \d+\.\d% of the events of the last day lie more than a minute ahead/),
    ])
    await command(`DELETE FROM arrivals WHERE location_id = 'turku'`)
    expect(await findings()).toEqual([])
  })

  test('events that were stored half, and what lacks them', async () => {
    await command(`INSERT INTO events (location_id, distinct_id, timestamp, uuid, event, received_at)
      VALUES ('oslo', 'half', now64(3) - INTERVAL 2 HOUR, generateUUIDv4(), 'half', now64(3) - INTERVAL 2 HOUR)`)
    expect(await findings()).toEqual([
      expect.stringMatching(/^ingest warning: 1 event of oslo were stored half: they were never acknowledged/),
    ])
    await command(`INSERT INTO event_ids SELECT location_id, uuid, received_at FROM events WHERE event = 'half'`)
    expect(await findings()).toEqual([])
  })

  test.each(['user_attribution_summary_mv', 'location_metrics_mv', 'sessions_mv', 'arrivals', 'error_groups'])(
    'rows that are missing in %s',
    async (table) => {
      const copy = `${table}_before`
      await command(`CREATE TABLE ${copy} AS ${table}`)
      await command(`INSERT INTO ${copy} SELECT * FROM ${table}`)
      await command(`TRUNCATE TABLE ${table}`)
      const found = await findings()
      expect(found).toContainEqual(
        expect.stringMatching(
          new RegExp(
            `^derived data problem: ${table} is out of step in 1 location of \\d+ looked at, as in oslo: 0 instead of \\d+`,
          ),
        ),
      )
      await command(`INSERT INTO ${table} SELECT * FROM ${copy}`)
      await command(`DROP TABLE ${copy}`)
      expect(await findings()).toEqual([])
    },
  )

  test('an erasure that came to no end', async () => {
    await command(`INSERT INTO erasures (location_id, erasure_id, state, requested_by, requested_at, id_hashes, removed)
      VALUES ('oslo', '018a981f-4b35-7c66-825e-000000000001', 'erased', 'ada', now64(3) - INTERVAL 2 HOUR, [], map())`)
    expect(await findings()).toEqual([
      expect.stringMatching(
        /^erasures problem: The erasure 018a981f-4b35-7c66-825e-000000000001 of oslo, asked for at \S+, has come as far as "erased"\.$/,
      ),
    ])
    await command('TRUNCATE TABLE erasures')
  })

  test('parts that nobody merges', async () => {
    await command('CREATE TABLE crowded (n UInt32) ENGINE = MergeTree ORDER BY n')
    await command('SYSTEM STOP MERGES crowded')
    await command(
      'INSERT INTO crowded SELECT number FROM numbers(301) SETTINGS max_block_size = 1, min_insert_block_size_rows = 1',
    )
    expect(await findings()).toEqual([
      'server warning: crowded has 301 parts in partition tuple(): merges do not keep up.',
    ])
    await command('DROP TABLE crowded')
  })

  test('a view or a table that is gone, and a migration whose text is another', async () => {
    const { client } = gateway.clickhouse
    await command('RENAME TABLE people TO people_elsewhere')
    expect(await findings()).toEqual(['schema problem: Tables or views are missing: people.'])
    await command('RENAME TABLE people_elsewhere TO people')
    await command('RENAME TABLE error_groups TO error_groups_elsewhere')
    const all = await diagnose({ clickhouse: gateway.clickhouse, config })
    expect(all.find(({ name }) => name === 'schema')?.findings).toMatchObject([
      { severity: 'problem', what: 'Tables or views are missing: error_groups.' },
    ])
    expect(all.flatMap(({ name, skipped }) => (skipped === undefined ? [] : [`${name}: ${skipped}`]))).toEqual([
      'derived data: a table or view that it reads is missing',
    ])
    await command('RENAME TABLE error_groups_elsewhere TO error_groups')
    await client.insert({
      table: 'schema_migrations',
      values: [{ name: '013_people', checksum: 'another' }],
      format: 'JSONEachRow',
    })
    expect(await findings()).toEqual([
      'schema problem: Migrations were applied with another text than they have now: 013_people.',
    ])
    await command(`DELETE FROM schema_migrations WHERE checksum = 'another'`)
    expect(await findings()).toEqual([])
  })
})

test.each([
  ['26.5.3.1', false],
  ['26.10.1.1', false],
  ['27.1', false],
  ['26.4.9.1', true],
  ['9.12.1.1', true],
])('whether a server of version %s is older than 26.5: %s', (found, older) => {
  expect(isOlder(found, '26.5')).toBe(older)
})

test('migrations that wait: nothing else is looked at in the tables', async () => {
  const clickhouse = await createClickHouse(testConfig({ CLICKHOUSE_DATABASE: 'attrigraph_unmigrated' }))
  const all = await diagnose({ clickhouse, config })
  expect(all.find(({ name }) => name === 'schema')?.findings).toMatchObject([
    {
      severity: 'problem',
      what: expect.stringMatching(/^Migrations wait: 001_events, /),
      remedy: 'Run `attrigraph migrate`.',
    },
  ])
  expect(all.filter(({ skipped }) => skipped !== undefined).map(({ name }) => name)).toContain('derived data')
  await clickhouse.close()
})

test.each<[string, Record<string, string>, string[]]>([
  [
    'a command without the secret of the gateway',
    {
      JWT_SECRET: '',
      CLICKHOUSE_URL: 'https://db.example:8443',
      CLICKHOUSE_USER: 'ada',
      CLICKHOUSE_PASSWORD: 'a password',
    },
    ['warning: Neither JWT_SECRET nor JWKS_URL is set here'],
  ],
  ['a secret of few letters', { JWT_SECRET: 'abababababababababababababababababab' }, ['problem: JWT_SECRET consists']],
  [
    'a rotation that was not ended',
    { JWT_PREVIOUS_SECRET: serving.JWT_SECRET },
    ['warning: JWT_PREVIOUS_SECRET is still'],
  ],
  [
    'a production that is open',
    {
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      CLICKHOUSE_URL: 'http://db.example:8123',
      GRAPHIQL: 'true',
      METRICS_TOKEN: '',
      WRITE_KEYS: 'a-key:oslo',
    },
    [
      'warning: GRAPHIQL is on',
      'warning: Whoever has a token may ask anything',
      'warning: METRICS_TOKEN is not set',
      'warning: WRITE_KEYS of the environment',
      'warning: WRITE_KEYS has a key of fewer than 16 characters',
      'problem: CLICKHOUSE_PASSWORD is empty',
      'warning: The gateway is the ClickHouse user `default`',
      'warning: CLICKHOUSE_URL is not encrypted',
    ],
  ],
  [
    'an open host that nobody calls production',
    { HOST: '0.0.0.0', INTROSPECTION: 'false', WRITE_KEYS: 'a-key-of-sixteen:oslo' },
    [
      'warning: GRAPHIQL is on for everybody who reaches this gateway, as it is unless NODE_ENV=production',
      'warning: WRITE_KEYS of the environment',
    ],
  ],
  ['registered operations only', { HOST: '0.0.0.0', GRAPHIQL: 'true', PERSISTED_OPERATIONS_ONLY: 'true' }, []],
  [
    'a production behind a proxy on the same machine, whose /metrics are open there',
    {
      NODE_ENV: 'production',
      CLICKHOUSE_URL: 'https://db.example:8443',
      CLICKHOUSE_USER: 'attrigraph',
      CLICKHOUSE_PASSWORD: 'a password',
      INTROSPECTION: 'false',
      METRICS_TOKEN: '',
    },
    [],
  ],
  [
    'a production that is closed',
    {
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      CLICKHOUSE_URL: 'https://db.example:8443',
      CLICKHOUSE_USER: 'attrigraph',
      CLICKHOUSE_PASSWORD: 'a password',
      INTROSPECTION: 'false',
    },
    [],
  ],
])('configuration: %s', async (_, env, expected) => {
  await using engine = await testEngine()
  const all = await diagnose({ clickhouse: engine, config: readConfig({ ...serving, ...env }) })
  const found = all.find(({ name }) => name === 'configuration')?.findings ?? []
  const lines = found.map(({ severity, what }) => `${severity}: ${what}`)
  expect(lines).toEqual(expected.map((start) => expect.stringMatching(new RegExp(`^${start}`))))
})

describe('the command', () => {
  const directory = mkdtempSync(join(tmpdir(), 'attrigraph-doctor-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  const run = (...args: string[]) => runIn({}, ...args)
  const runIn = (env: Record<string, string>, ...args: string[]) =>
    promisify(execFile)(process.execPath, ['bin/attrigraph.js', ...args], {
      env: { PATH: process.env.PATH, DATA_DIR: directory, ...serving, ...env },
    }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
    )

  test('ends with 1 for a problem, and with 0 where all is well', async () => {
    const before = await run('doctor')
    expect(before.code).toBe(1)
    expect(before.stdout).toMatch(
      /^problem {2}schema: There are no data of an embedded engine in .*\n {9}→ Look at DATA_DIR/m,
    )
    expect(before.stdout).toContain('skipped  derived data: there is no database')
    expect(readdirSync(directory)).toEqual([])
    expect((await run('migrate')).code).toBe(0)
    const after = await run('doctor')
    expect(after).toMatchObject({ code: 0, stdout: expect.stringContaining('0 problems, 0 warnings.') })
    const json: unknown = JSON.parse((await run('doctor', '--json')).stdout)
    expect(json).toContainEqual(expect.objectContaining({ name: 'derived data', findings: [] }))
    // Twice: looking for it must not have made it.
    for (const _ of [1, 2]) {
      const mistyped = await runIn({ CLICKHOUSE_DATABASE: 'atrigraph' }, 'doctor')
      expect(mistyped.stdout).toContain('problem  schema: There is no database atrigraph in ')
    }
  }, 60_000)
})
