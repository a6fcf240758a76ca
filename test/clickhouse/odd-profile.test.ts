import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { sessionSettings } from '../../src/clickhouse/client-settings.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { readConfig } from '../../src/config.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { createLogger } from '../../src/log.ts'
import { loadSecrets } from '../../src/secrets.ts'
import { startServer } from '../../src/server.ts'
import { toGatewayError } from '../../src/sql/database-error.ts'
import { createSql } from '../../src/sql/run.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { testConfig } from '../testkit/config.ts'
import { expectData, type TestGateway, testGateway, testSecret } from '../testkit/gateway.ts'
import { scopeOf } from '../testkit/scope.ts'

/** What each setting of a session must not be, as an operator may have it for other users of the server. */
const odd: Readonly<Record<string, string | number>> = {
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 0,
  output_format_decimal_trailing_zeros: 1,
  output_format_json_named_tuples_as_objects: 0,
  output_format_json_map_as_array_of_tuples: 1,
  output_format_json_array_of_rows: 1,
  input_format_json_named_tuples_as_objects: 0,
  date_time_output_format: 'simple',
  date_time_input_format: 'basic',
  format_csv_delimiter: ';',
  format_csv_null_representation: 'nothing',
  output_format_csv_crlf_end_of_line: 1,
  read_overflow_mode: 'break',
  read_overflow_mode_leaf: 'break',
  timeout_overflow_mode: 'break',
  timeout_overflow_mode_leaf: 'break',
  result_overflow_mode: 'break',
  group_by_overflow_mode: 'any',
  sort_overflow_mode: 'break',
  distinct_overflow_mode: 'break',
  set_overflow_mode: 'break',
  join_overflow_mode: 'break',
  transfer_overflow_mode: 'break',
  limit: 3,
  offset: 1,
  extremes: 1,
  final: 1,
  use_query_cache: 1,
  apply_deleted_mask: 0,
  enable_analyzer: 0,
  prefer_column_name_to_alias: 1,
  enable_global_with_statement: 0,
  enable_named_columns_in_function_tuple: 1,
  short_circuit_function_evaluation: 'disable',
  join_default_strictness: 'ANY',
  join_use_nulls: 1,
  group_by_use_nulls: 1,
  transform_null_in: 1,
  cast_keep_nullable: 1,
  data_type_default_nullable: 1,
  aggregate_functions_null_for_empty: 1,
  empty_result_for_aggregation_by_empty_set: 1,
  decimal_check_overflow: 0,
  input_format_allow_errors_num: 100,
  input_format_allow_errors_ratio: 0.5,
  materialized_views_ignore_errors: 1,
  insert_deduplicate: 0,
  enable_lightweight_delete: 0,
  lightweight_delete_mode: 'lightweight_update_force',
}

const settingsXml = (settings: object) =>
  Object.entries(settings)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')
const userXml = (name: string, profile: string, grants = '') =>
  `<${name}><password/><networks><ip>127.0.0.1</ip></networks><profile>${profile}</profile><quota>default</quota>${grants}</${name}>`
const usersXml = `<clickhouse>
  <profiles>
    <default/>
    <odd>${settingsXml(odd)}</odd>
    <older><compatibility>26.5</compatibility></older>
    <fixed>${settingsXml({ limit: 3, extremes: 1 })}<constraints><limit><const/></limit><extremes><const/></extremes></constraints></fixed>
    <looking>${settingsXml({ readonly: 2 })}</looking>
  </profiles>
  <quotas><default/></quotas>
  <users>
    ${['default', 'odd', 'older', 'fixed', 'looking'].map((name) => userXml(name, name)).join('\n')}
    ${userXml('reader', 'default', '<grants><query>GRANT SELECT ON usual.*</query></grants>')}
  </users>
</clickhouse>`

let server: TestServer
const gateways = new Map<string, TestGateway>()
const env = (user: string, database = user) => ({
  CLICKHOUSE_URL: server.url,
  CLICKHOUSE_USER: user,
  CLICKHOUSE_DATABASE: database,
  JWT_SECRET: testSecret,
})
const gatewayOf = (user: string): TestGateway => {
  const gateway = gateways.get(user)
  if (gateway === undefined) throw new Error(`There is no gateway of ${user}`)
  return gateway
}

beforeAll(async () => {
  server = await startClickHouseServer(usersXml)
  for (const user of ['default', 'odd', 'older'])
    gateways.set(
      user,
      await testGateway({}, undefined, async () => {
        const clickhouse = await createClickHouse(testConfig(env(user, user === 'default' ? 'usual' : user)))
        await migrate(clickhouse)
        return clickhouse
      }),
    )
}, 120_000)
afterAll(async () => {
  for (const gateway of gateways.values()) await gateway[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

const at = (day: number, minute: number) => new Date(Date.UTC(2026, 2, day, 10, minute)).toISOString()
/** More than three of everything. */
const events = Array.from({ length: 6 }, (_, person) => {
  const event = (serial: number, name: string, distinct_id: string, properties: object) => ({
    uuid: `018a981f-4b35-7c66-825e-${String(person * 10 + serial).padStart(12, '0')}`,
    event: name,
    distinct_id,
    timestamp: at(1 + person, serial),
    properties: { $lib: 'web', $session_id: person === 0 ? '' : `s-${person}`, ...properties },
  })
  const page = `https://shop.example/?utm_source=${person % 2 ? 'news' : ''}`
  return [
    event(1, '$pageview', `visitor-${person}`, { $current_url: page, $pathname: '/' }),
    event(2, 'order', `visitor-${person}`, { revenue: 10.5 + person, currency: 'EUR', $set: { plan: 'pro' } }),
    event(3, '$exception', `visitor-${person}`, { $exception_list: [{ type: 'TypeError', value: 'x' }] }),
    ...(person < 4 ? [event(4, '$identify', `user-${person % 2}`, { $anon_distinct_id: `visitor-${person}` })] : []),
  ]
}).flat()

const range = { from: '2026-03-01', to: '2026-03-08' }
const question = `query ($range: DateRange!, $report: AttributionReportInput!, $funnel: FunnelInput!) { location {
  users(first: 20) { totalCount nodes { userId distinctIds eventCount sessionCount properties attribution { firstTouch { channel } } } }
  sessions(first: 20) { totalCount nodes { sessionId startedAt eventCount durationSeconds touch { channelGroup } } }
  events(first: 50) { totalCount nodes { uuid name timestamp properties user { userId } } }
  errors(range: $range) { totalCount nodes { count affectedUserCount } }
  metrics(range: $range) { start eventCount uniqueUsers sessionCount errorCount }
  sessionStats(range: $range) { start sessionCount bounceRate topUtmSource }
  attributionReport(input: $report) { conversionCount conversionValue nonConvertingCount rows { key credits { model conversions value share } } }
  funnel(input: $funnel) { steps { name count } }
  adCosts(range: $range) { totalCount nodes { cost currency } }
} }`
const variables = {
  range,
  report: {
    range,
    conversionEvent: 'order',
    valueProperty: 'revenue',
    currency: 'EUR',
    dimension: 'CHANNEL',
    models: ['LAST_TOUCH', 'LINEAR', 'MARKOV', 'SHAPLEY', 'DATA_DRIVEN'],
  },
  funnel: { range, steps: [{ event: '$pageview' }, { event: 'order' }], windowSeconds: 86_400 },
}

async function answers(gateway: TestGateway) {
  const token = await gateway.token({ location_id: 'oslo', scope: 'read' })
  const path = `date_from=${range.from}&date_to=${range.to}&token=${token}`
  const csv = await gateway.fetch(`/v0/pipes/session_stats.csv?${path}`)
  const exported = await gateway.fetch('/export/sessions.csv', { headers: { authorization: `Bearer ${token}` } })
  return {
    graph: expectData(await gateway.ask('oslo', question, variables)),
    csv: [csv.status, await csv.text()],
    exported: [exported.status, await exported.text()],
  }
}

async function changed(gateway: TestGateway) {
  const manager = await gateway.token({ location_id: 'oslo', scope: 'read manage erase' })
  const mutate = async (mutation: string) => expectData(await gateway.askWith(manager, `mutation { ${mutation} }`))
  const sent = [await gateway.capture('oslo', events), await gateway.capture('oslo', events)]
  return {
    sent: sent.map(({ status }) => status),
    mapped: await mutate(
      'mapIdentity(input: { locationId: "oslo", anonymousId: "visitor-5", userId: "user-0" }) { userId }',
    ),
    costs: await mutate(
      'importAdCosts(input: { locationId: "oslo", rows: [{ date: "2026-03-02", channel: "utm", cost: "12.345678901", currency: "EUR" }] })',
    ),
    before: await answers(gateway),
    erased: await mutate(
      'eraseUser(input: { locationId: "oslo", by: { userId: "user-0" } }) { userId distinctIds removed { table rows } }',
    ),
    after: await answers(gateway),
  }
}

describe('whatever the profile of the database user says', () => {
  let usual: Awaited<ReturnType<typeof changed>>
  beforeAll(async () => {
    usual = await changed(gatewayOf('default'))
    expect(usual).toMatchObject({ sent: [200, 200], erased: { eraseUser: { userId: 'user-0' } } })
    expect(JSON.stringify(usual.before).length).toBeGreaterThan(10_000)
  }, 60_000)

  test('each setting of a session is tried', () => {
    expect(Object.keys(odd)).toEqual(Object.keys(sessionSettings))
  })

  test.each(['odd', 'older'])(
    'the user %s stores, answers and erases the same',
    async (user) => {
      expect(await changed(gatewayOf(user))).toEqual(usual)
    },
    120_000,
  )

  test('a second start applies no migration again', async () => {
    const clickhouse = await createClickHouse(testConfig(env('odd')))
    expect((await migrate(clickhouse)).applied).toEqual([])
    await clickhouse.close()
  })

  test('beyond a limit a question is refused, and not answered in part', async () => {
    const limits = { timeoutMs: 5_000, maxMemoryBytes: 1e9, maxRowsToRead: 5, maxResultRows: 1e5 }
    const sql = createSql(gatewayOf('odd').clickhouse, limits)({ scope: scopeOf('oslo') })
    const asked = { location_ids: ['oslo'], ...range, time_zone: 'UTC', granularity: 'DAY' }
    await expect(sql.rows('location-metrics', asked, ['start', 'event_count'])).rejects.toMatchObject({
      code: 'RESOURCE_LIMIT',
    })
  })
})

describe('a profile that does not let a gateway work', () => {
  test.each(['usual', 'nothere'])('settings that may not be set are named at the start, in %s', async (database) => {
    await expect(createClickHouse(testConfig(env('fixed', database)))).rejects.toMatchObject({
      name: 'EngineError',
      message: expect.stringMatching(
        /^The settings profile of the user fixed on .* refuses limit = 0, extremes = 0, without which/,
      ),
    })
  })

  test.each([
    ['looking', 'The settings profile of the database user has readonly = 2: nothing can be stored or changed.'],
    ['reader', expect.stringMatching(/^The database user may not insert into events, .*: what is to be stored there/)],
  ])(
    '%s can store nothing: the start and the doctor say so, and what is to be stored is UNAVAILABLE',
    async (user, what) => {
      const own = readConfig({ ...env(user, 'usual'), PORT: '0', WRITE_KEYS: 'key-oslo:oslo' })
      const logged: { level: number; msg: string }[] = []
      const log = createLogger('error', { write: (line) => logged.push(JSON.parse(line)) })
      const running = await startServer(own, loadSecrets(own), log)
      expect(logged.map(({ msg }) => msg)).toEqual([what])
      await running.stop()

      const clickhouse = await createClickHouse(own)
      const all = await diagnose({ clickhouse, config: own })
      expect(all.find(({ name }) => name === 'writes')?.findings).toMatchObject([{ severity: 'problem', what }])
      const refused = await clickhouse.client
        .command({ query: `INSERT INTO write_keys (location_id) VALUES ('oslo')` })
        .then(() => undefined, toGatewayError)
      expect(refused).toMatchObject({ code: 'UNAVAILABLE' })
      await clickhouse.close()
    },
  )
})
