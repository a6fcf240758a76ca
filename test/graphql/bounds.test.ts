import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeNodeId } from '../../src/resolvers/node-id.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await testGateway()
  token = await gateway.token({ location_id: 'oslo', scope: 'read manage' }, 300)
})
afterAll(() => gateway[Symbol.asyncDispose]())

interface Refusal {
  code: string | undefined
  message: string | undefined
}

/** The first error of an answer that must not have cost a query of ClickHouse. */
async function refusalOf(query: string, variables?: object): Promise<Refusal> {
  let refusal: Refusal = { code: undefined, message: undefined }
  const made = await gateway.countQueries(async () => {
    const { errors } = await gateway.askWith(token, query, variables)
    refusal = { code: errors?.[0]?.extensions.code, message: errors?.[0]?.message }
  })
  expect(made).toBe(0)
  return refusal
}

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ')
const users = (args: string) => `{ location { users(${args}) { nodes { userId } } } }`
const tooComplex = (message: RegExp | string) => ({
  code: 'QUERY_TOO_COMPLEX',
  message: typeof message === 'string' ? message : expect.stringMatching(message),
})

describe('a document is bounded', () => {
  const nested = (levels: number): string =>
    levels === 0 ? 'userId' : `sessions(first: 1) { nodes { user { ${nested(levels - 1)} } } }`
  /** Each fragment spreads the next twice. */
  const bomb = (levels: number) =>
    `{ location { users { nodes { ...F0 } } } } ${times(levels, (n) => `fragment F${n} on User { ...F${n + 1} ...F${n + 1} }`)} fragment F${levels} on User { userId }`
  const wide = (count: number) =>
    `{ location { users(first: 1) { nodes { ${times(count, (n) => `a${n}: userId`)} } } } }`

  test.each<[string, string, object]>([
    [
      'its depth',
      `{ location { users(first: 1) { nodes { ${nested(6)} } } } }`,
      tooComplex(/Depth: \d+, at most 15\./),
    ],
    [
      'its complexity',
      `{ location { users(first: 1000) { nodes { sessions(first: 100) { nodes { sessionId } } } } } }`,
      tooComplex(/Complexity: \d+, at most 50000\./),
    ],
    [
      'its breadth',
      `{ location { users(first: 1) { nodes { ${times(301, () => 'userId')} } } } }`,
      tooComplex(/Breadth: \d+, at most 300\./),
    ],
    [
      'its breadth before fields of one name are compared',
      `{ ${times(600, () => 'viewer { subject }')} }`,
      tooComplex(/Breadth: 1200, at most 300\./),
    ],
    [
      'its breadth, spread over fragments',
      `{ ${times(100, (n) => `...F${n}`)} } ${times(100, (n) => `fragment F${n} on Query { viewer { subject scopes locationIds } }`)}`,
      tooComplex(/Breadth: 400, at most 300\./),
    ],
    ['its aliases', wide(61), tooComplex(/Aliases limit of 60 exceeded/)],
    [
      'its aliases, spread over fragments',
      `${'{ location { users(first: 1) { nodes { '}${times(4, (n) => `...F${n}`)} } } } } ${times(4, (f) => `fragment F${f} on User { ${times(20, (n) => `a${f}_${n}: userId`)} }`)}`,
      tooComplex(/Aliases limit of 60 exceeded, found 80/),
    ],
    [
      'its directives',
      `{ location { timeZone ${times(51, () => '@include(if: true)')} } }`,
      tooComplex(/Directives limit of 50 exceeded/),
    ],
    ['its tokens', `{ location { ${times(4_001, () => 'timeZone')} } }`, tooComplex(/Token limit of 4000 exceeded/)],
    [
      'its length, in one token',
      `{ location(id: "${'x'.repeat(50_000)}") { timeZone } }`,
      tooComplex(/Characters: \d+, at most 50000\./),
    ],
    [
      'its length, in what is no token',
      `{ location { timeZone } } #${'x'.repeat(50_000)}`,
      tooComplex(/Characters: \d+, at most 50000\./),
    ],
  ])('by %s', async (_, query, expected) => {
    expect(await refusalOf(query)).toMatchObject(expected)
  })

  test('a bomb of fragments is counted, not walked', async () => {
    const started = performance.now()
    const { code } = await refusalOf(bomb(24))
    expect(code).toBe('QUERY_TOO_COMPLEX')
    // Walked, it would be 16 million fields.
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  test('fragments that go round in circles are refused', async () => {
    const query = '{ location { users { nodes { ...A } } } } fragment A on User { ...B } fragment B on User { ...A }'
    expect((await refusalOf(query)).code).toBe('GRAPHQL_VALIDATION_FAILED')
  })

  test('what @include and @skip leave out counts as if it were asked for: no condition is a way around', async () => {
    const list = 'nodes { sessions(first: 100) { nodes { sessionId } } }'
    const query = `query Q($with: Boolean!) { location { timeZone users(first: 1000) @include(if: $with) { ${list} } } }`
    for (const asked of [query, query.replace('@include(if: $with)', '@include(if: $with) @skip(if: false)')])
      for (const variables of [{ with: false }, { with: true }, { with: false }])
        expect(await refusalOf(asked, variables)).toMatchObject(tooComplex(/Complexity/))
  })

  test('a variable counts with each of its values, whatever was asked before in the same words', async () => {
    const query = `query Q($first: Int!) { location { users(first: 500) { nodes { sessions(first: $first) { nodes { sessionId } } } } } }`
    for (let round = 0; round < 2; round++) {
      expectData(await gateway.askWith(token, query, { first: 1 }))
      expect(await refusalOf(query, { first: 100 })).toMatchObject(tooComplex(/Complexity/))
    }
    const byDefault = query.replace('$first: Int!', '$first: Int! = 100')
    expect(await refusalOf(byDefault)).toMatchObject(tooComplex(/Complexity/))
    expectData(await gateway.askWith(token, byDefault, { first: 1 }))
  })

  test.each([
    ['where the schema can be read', {}, 'Did you mean "location" or "locations"?'],
    ['and not where it is closed', { INTROSPECTION: 'false' }, '[Suggestion hidden]'],
  ])('a mistyped field is told what was meant, %s', async (_, env, end) => {
    await using other = await testGateway(env)
    const { errors } = await other.ask('oslo', '{ locaton { id } }')
    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
    expect(errors?.[0]?.message).toContain(end)
  })

  test('a token that lacks a scope is told which', async () => {
    const token = await gateway.token({ location_id: 'oslo', scope: 'read' })
    const messages = []
    for (const query of ['{ location { writeKeys { totalCount } } }', '{ location { erasures { totalCount } } }'])
      messages.push((await gateway.askWith(token, query)).errors?.[0]?.message)
    expect(messages).toEqual([
      'The token lacks the scope manage, which Location.writeKeys needs.',
      'The token lacks the scope erase or manage, which Location.erasures needs.',
    ])
  })

  test('introspection passes as GraphiQL asks it, and counts otherwise', async () => {
    const { data } = await gateway.askWith<{ __schema: object }>(
      token,
      getIntrospectionQuery({
        inputValueDeprecation: true,
        specifiedByUrl: true,
        schemaDescription: true,
        oneOf: true,
        directiveIsRepeatable: true,
      }),
    )
    expect(data.__schema).toBeDefined()
    const deep = (levels: number): string => (levels === 0 ? 'name' : `fields { type { ${deep(levels - 1)} } }`)
    expect((await refusalOf(`{ __schema { types { ${deep(8)} } } }`)).code).toMatch(
      /QUERY_TOO_COMPLEX|GRAPHQL_VALIDATION_FAILED/,
    )
  })
})

describe('an argument is bounded', () => {
  const badInput = (message: string) => ({ code: 'BAD_USER_INPUT', message })
  const byFilter = 'query Q($filter: UserFilter) { location { users(filter: $filter) { nodes { userId } } } }'
  const values = (count: number, length = 1) => Array.from({ length: count }, (_, n) => String(n).padEnd(length, 'x'))

  test.each<[string, string, object | undefined, string]>([
    [
      'a list in a variable',
      byFilter,
      { filter: { firstUtmSource: values(1_001) } },
      '$filter.firstUtmSource: 1001 values are too many; at most 1000.',
    ],
    [
      'a list in the document',
      users(`filter: { firstUtmSource: ${JSON.stringify(values(1_001))} }`),
      undefined,
      'filter: 1001 values are too many; at most 1000.',
    ],
    [
      'a list of sessions',
      'query Q($ids: [String!]) { location { sessions(filter: { sessionId: $ids }) { nodes { sessionId } } } }',
      { ids: values(1_001) },
      '$ids: 1001 values are too many; at most 1000.',
    ],
    [
      'a text in a variable',
      byFilter,
      { filter: { firstUtmSource: ['x'.repeat(4_001)] } },
      '$filter.firstUtmSource[0]: at most 4000 characters.',
    ],
    [
      'a text in the document',
      users(`filter: { firstUtmSource: ["${'x'.repeat(4_001)}"] }`),
      undefined,
      'filter: at most 4000 characters.',
    ],
    [
      'all texts of a list',
      byFilter,
      { filter: { firstUtmSource: values(51, 2_000) } },
      '$filter.firstUtmSource: 102000 bytes of text are too many; at most 100000.',
    ],
    [
      'the nesting of JSON',
      byFilter,
      { filter: { properties: JSON.parse(`${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`) } },
      expect.stringMatching(/is nested deeper than 16 levels/),
    ],
    [
      'the keys of JSON',
      byFilter,
      { filter: { properties: Object.fromEntries(values(1_001).map((key) => [key, 1])) } },
      '$filter.properties: 1001 values are too many; at most 1000.',
    ],
    [
      'the ids of nodes',
      'query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids: values(501).map((key) => encodeNodeId('User', 'oslo', key)) },
      'ids: 501 are too many; at most 500.',
    ],
    [
      'the id of a node that nobody made',
      'query Q($id: ID!) { node(id: $id) { id } }',
      { id: Buffer.from('["Event","oslo","no uuid"]').toString('base64url') },
      'The id is not one of this gateway.',
    ],
    [
      'null where an argument takes none',
      'query Q($to: Date = "2026-03-02") { location { metrics(range: { from: "2026-03-01", to: $to }) { eventCount } } }',
      { to: null },
      expect.stringMatching(/"to" of non-null type "Date!" must not be null|"range" has invalid value/),
    ],
    [
      'null for an argument with a default',
      'query Q($x: Boolean = true) { location { locationId @include(if: $x) } }',
      { x: null },
      'Argument "if" of non-null type "Boolean!" must not be null.',
    ],
    [
      'a time zone',
      '{ location { metrics(range: { from: "2026-03-01", to: "2026-03-01" }, timeZone: "+01:00") { start } } }',
      undefined,
      'TimeZone "+01:00": expected an IANA time zone, as Europe/Oslo.',
    ],
    [
      'a currency',
      '{ location { attributionReport(input: { range: { from: "2026-03-01", to: "2026-03-01" }, conversionEvent: "buy", models: [LINEAR], currency: "euro" }) { conversionCount } } }',
      undefined,
      'input.currency: expected a currency of ISO 4217, as EUR.',
    ],
    ['a page', users('first: 1001'), undefined, expect.stringMatching(/first/)],
    ['a negative page', users('first: -1'), undefined, expect.stringMatching(/first/)],
  ])('%s', async (_, query, variables, message) => {
    expect(await refusalOf(query, variables)).toMatchObject(badInput(message))
  })

  test('a time zone in any case, as the engine spells it', async () => {
    const starts = (zone: string) =>
      gateway.askWith(
        token,
        'query Q($zone: TimeZone) { location { metrics(range: { from: "2026-03-01", to: "2026-03-01" }, timeZone: $zone) { start } } }',
        { zone },
      )
    for (const zone of ['EUROPE/OSLO', 'europe/oslo', 'Europe/Oslo'])
      expect(expectData(await starts(zone))).toEqual({ location: { metrics: [{ start: '2026-02-28T23:00:00.000Z' }] } })
    for (const zone of ['utc', 'asia/kolkata', 'Asia/Calcutta', 'europe/kyiv', 'us/pacific'])
      expect([zone, (await starts(zone)).errors]).toEqual([zone, undefined])
  })

  test('the most that a filter may hold is answered', async () => {
    // In quotes and bytes as much as in characters.
    const hard = Array.from({ length: 1_000 }, (_, n) => `${n}'é\\`.padEnd(90, "'\\"))
    const lists = { firstUtmSource: hard, firstUtmMedium: hard, firstUtmCampaign: hard, lastUtmSource: hard }
    expectData(await gateway.askWith(token, byFilter, { filter: lists }))
    const ids = { ids: values(1_000, 95) }
    const sessions =
      'query Q($ids: [String!]) { location { sessions(filter: { sessionId: $ids }) { nodes { sessionId } } } }'
    expectData(await gateway.askWith(token, sessions, ids))
  })

  test('an import may hold more rows of its own kind', async () => {
    const row = { date: '2026-01-01', channel: 'google', cost: '1', currency: 'EUR' }
    const rows = (count: number) => Array.from({ length: count }, (_, n) => ({ ...row, campaign: String(n) }))
    const mutation = 'mutation M($input: ImportAdCostsInput!) { importAdCosts(input: $input) }'
    expectData(await gateway.askWith(token, mutation, { input: { locationId: 'oslo', rows: rows(1_500) } }))
    expect((await refusalOf(mutation, { input: { locationId: 'oslo', rows: rows(10_001) } })).code).toBe(
      'BAD_USER_INPUT',
    )
  })
})

describe('a request is bounded', () => {
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const response = await gateway.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      body,
    })
    const { errors, data } = await response.json()
    return { status: response.status, code: errors?.[0]?.extensions.code, data }
  }
  const query = '{ location { timeZone } }'

  test('by its size', async () => {
    expect(await post(JSON.stringify({ query, variables: { a: 'x'.repeat(1_000_000) } }))).toMatchObject({
      status: 413,
      code: 'BAD_USER_INPUT',
    })
  })

  test('by its operations', async () => {
    const document = (count: number) => times(count, (n) => `query Q${n} { location { timeZone } }`)
    const ask = (count: number) => post(JSON.stringify({ query: document(count), operationName: 'Q0' }))
    expect(await ask(20)).toMatchObject({ code: undefined, data: { location: { timeZone: 'UTC' } } })
    expect(await ask(21)).toMatchObject({ code: 'QUERY_TOO_COMPLEX' })
  })

  test('to one operation: a list of them is refused', async () => {
    expect(await post(JSON.stringify([{ query }, { query }]))).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' })
  })

  test('to JSON that says so: what a page can send anywhere without asking is refused', async () => {
    const form = new URLSearchParams({ query }).toString()
    for (const [type, body] of [
      ['text/plain', JSON.stringify({ query })],
      ['application/x-www-form-urlencoded', form],
      ['application/graphql', query],
      [
        'multipart/form-data; boundary=x',
        `--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n${query}\r\n--x--\r\n`,
      ],
    ] as const)
      expect([type, await post(body, { 'content-type': type })]).toEqual([
        type,
        { status: 415, code: 'BAD_USER_INPUT', data: undefined },
      ])
    expect(await post(JSON.stringify({ query }), { 'content-type': 'application/json; charset=utf-8' })).toMatchObject({
      status: 200,
    })
  })

  test('a GET may ask, with the bearer header only, and may not change anything', async () => {
    const get = (text: string, headers: Record<string, string>) =>
      gateway.fetch(`/graphql?${new URLSearchParams({ query: text })}`, {
        headers: { accept: 'application/json', ...headers },
      })
    const authorization = `Bearer ${token}`
    expect((await get(query, { authorization })).status).toBe(200)
    expect((await get(query, { cookie: `token=${token}` })).status).toBe(401)
    const mutation = 'mutation { unmapIdentity(input: { locationId: "oslo", distinctId: "a" }) { __typename } }'
    expect((await get(mutation, { authorization })).status).toBe(405)
  })

  test('what is no JSON is not quoted in the answer', async () => {
    const response = await gateway.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: 'secret text',
    })
    expect([response.status, await response.text()]).toEqual([400, expect.not.stringContaining('secret')])
  })

  test('a browser of another origin is told nothing', async () => {
    const response = await gateway.fetch('/graphql', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    })
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  })
})
