import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiRequests } from '../../src/telemetry/api-requests.ts'
import { silentLog } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { scopeOf } from '../testkit/scope.ts'
import { testServerGateway } from '../testkit/server-gateway.ts'

interface Usage {
  requestCount: number
  errorCount: number
  operations: {
    door: string
    name: string
    client: string | null
    count: number
    errorCount: number
    p50Milliseconds: number
    p95Milliseconds: number
    rowsRead: number
    bytesRead: number
    clickhouseQueries: number
  }[]
}

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
const question = `query Usage { apiUsage(range: { from: "${day(-1)}", to: "${day(1)}" }) { requestCount errorCount operations {
  door name client count errorCount p50Milliseconds p95Milliseconds rowsRead bytesRead clickhouseQueries } } }`

const usageOf = async (gateway: TestGateway, token: string) =>
  expectData(await gateway.askWith<{ apiUsage: Usage }>(token, question)).apiUsage

async function askAs(gateway: TestGateway, token: string, query: string, client?: string): Promise<void> {
  await gateway.fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...(client === undefined ? {} : { 'apollographql-client-name': client, 'apollographql-client-version': '1.2' }),
    },
    body: JSON.stringify({ query }),
  })
}

describe.each([
  ['embedded', testGateway],
  ['on a ClickHouse server', testServerGateway],
])('apiUsage, %s', (_, open) => {
  let gateway: TestGateway
  let manager: string
  beforeAll(async () => {
    gateway = await open()
    manager = await gateway.token({ location_id: 'oslo', scope: 'read manage', sub: 'somebody@example.com' })
    const events = Array.from({ length: 200 }, (_, n) => ({ event: `e${n}`, distinct_id: `d${n}` }))
    await gateway.capture('oslo', events)
  })
  afterAll(() => gateway[Symbol.asyncDispose]())

  test('counts operations by name and client, with what ClickHouse itself says it read', async () => {
    const events = 'query Latest { location { events(first: 5) { nodes { name properties } } } }'
    for (let times = 0; times < 3; times++) await askAs(gateway, manager, events, 'shop front')
    await askAs(gateway, manager, events)
    await askAs(gateway, manager, '{ viewer { subject } }')
    await askAs(gateway, manager, 'query Broken { location(id: "bergen") { id } }')
    await askAs(gateway, manager, 'query Wrong { nothing }')

    await expect
      .poll(async () => (await usageOf(gateway, manager)).requestCount, { timeout: 15_000 })
      .toBeGreaterThan(7)
    const { operations, errorCount } = await usageOf(gateway, manager)
    const named = (name: string, client: string | null = null) =>
      operations.find((operation) => operation.name === name && operation.client === client)
    expect(named('Latest', 'shop front')).toMatchObject({ door: 'graphql', count: 3, errorCount: 0 })
    expect(named('Latest')).toMatchObject({ count: 1, errorCount: 0, clickhouseQueries: 1 })
    // The 200 events of the location; the engine may read some of the identity mappings besides.
    expect(named('Latest')?.rowsRead).toBeGreaterThanOrEqual(200)
    expect(named('Latest')?.rowsRead).toBeLessThan(2_000)
    expect(named('Latest')?.bytesRead).toBeGreaterThan(200)
    expect(named('Latest')?.p95Milliseconds).toBeGreaterThan(0)
    expect(named('(anonymous)')).toMatchObject({ count: 1, rowsRead: 0, clickhouseQueries: 0 })
    expect(named('Broken')).toMatchObject({ count: 1, errorCount: 1 })
    expect(named('Wrong')).toMatchObject({ count: 1, errorCount: 1, clickhouseQueries: 0 })
    expect(errorCount).toBe(2)
  })

  test('keeps neither the text of a query nor who asked', async () => {
    const rows = await select<object>(gateway.clickhouse, 'SELECT * FROM api_requests')
    expect(rows.length).toBeGreaterThan(7)
    expect(JSON.stringify(rows)).not.toMatch(/somebody|nodes|properties|viewer/)
    expect(rows).toContainEqual(
      expect.objectContaining({
        client_name: 'shop front',
        client_version: '1.2',
        operation_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    )
    expect(rows.every((row) => 'response_bytes' in row && Number(row.response_bytes) > 0)).toBe(true)
  })

  test('tells nobody about requests of others', async () => {
    const agency = await gateway.token({ location_ids: ['oslo', 'bergen'], scope: 'read manage' })
    const all = await gateway.token({ location_ids: '*', scope: 'read manage' })
    const bergen = await gateway.token({ location_id: 'bergen', scope: 'read manage' })
    await askAs(gateway, agency, 'query Both { viewer { subject } }')
    await askAs(gateway, all, 'query Everything { viewer { subject } }')
    const names = async (token: string) => (await usageOf(gateway, token)).operations.map(({ name }) => name)
    await expect.poll(() => names(all), { timeout: 15_000 }).toEqual(expect.arrayContaining(['Both', 'Everything']))
    expect(await names(agency)).toEqual(expect.arrayContaining(['Both', 'Latest']))
    expect(await names(agency)).not.toContain('Everything')
    for (const name of ['Both', 'Everything']) expect(await names(manager)).not.toContain(name)
    for (const name of ['Both', 'Everything', 'Latest']) expect(await names(bergen)).not.toContain(name)
  })

  test('needs the scope manage', async () => {
    const { errors } = await gateway.ask('oslo', question)
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN'])
  })
})

describe('the recorder', () => {
  const request = (operationName: string) => ({
    door: 'pipes' as const,
    locations: scopeOf('oslo'),
    operationName,
    headers: new Headers({ 'x-client-name': 'a\tb'.padEnd(300, 'c') }),
    startedAt: performance.now(),
    status: 200,
    responseBytes: 1,
  })

  test('drops the oldest when it is full, and keeps the rest until they are stored', async () => {
    const inserted: unknown[][] = []
    let failures = 1
    let dropped = 0
    const requests = createApiRequests({
      insert: async (_, rows) => {
        if (failures-- > 0) throw new Error('away')
        inserted.push([...rows])
      },
      log: silentLog,
      flushMs: 5,
      maxRows: 2,
      onDropped: (rows) => {
        dropped += rows
      },
    })
    for (const name of ['one', 'two', 'three']) requests.record(request(name))
    await expect.poll(() => inserted.flat()).toMatchObject([{ operation_name: 'two' }, { operation_name: 'three' }])
    expect(dropped).toBe(1)
    const [{ client_name }] = inserted.flat() as [{ client_name: string }]
    expect(client_name).toBe('ab'.padEnd(100, 'c'))
    await requests.close()
  })

  test('a close stores what waits', async () => {
    const names: string[] = []
    const requests = createApiRequests({
      insert: async (_, rows) => {
        for (const row of rows) if ('operation_name' in row) names.push(String(row.operation_name))
      },
      log: silentLog,
    })
    requests.record(request('last'))
    await requests.close()
    expect(names).toEqual(['last'])
  })
})
