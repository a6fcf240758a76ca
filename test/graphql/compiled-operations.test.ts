import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getNamedType, isInputObjectType } from 'graphql'
import { createSchema, createYoga } from 'graphql-yoga'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useCompiledOperations } from '../../src/graphql/use-compiled-operations.ts'
import { documentIdParam, useRegisteredOperations } from '../../src/graphql/use-persisted-operations.ts'
import { schema } from '../../src/schema/index.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'

describe('what is compiled', () => {
  const typeDefs = `
    input Step { of: Int!, size: Int! = 5 }
    input Range { from: Int!, step: Int! = 5, steps: [Step!] }
    scalar Any
    enum Size { S L }
    type Query { who(range: Range, ids: [ID!], n: Int, any: Any, size: Size): String }
    type Mutation { who: String }`
  /** Says what it was given, and whether the interpreter called it. */
  const who = (_: unknown, args: object) =>
    `${/[/\\]execution[/\\]execute/.test(new Error().stack ?? '') ? 'interpreted' : 'compiled'} ${JSON.stringify(args)}`
  const documents = {
    plain: 'query Plain { who }',
    ranged: 'query Ranged($range: Range, $ids: [ID!], $n: Int = 7) { who(range: $range, ids: $ids, n: $n) }',
    within: 'query Within($n: Int) { who(range: { from: 1, step: $n }) }',
    listed: 'query Listed($id: ID!) { who(ids: [$id]) }',
    free: 'query Free($n: Int) { who(any: { n: $n }) }',
    settled: 'query Settled($n: Int! = 7) { who(n: $n) }',
    written: 'query Written($any: Any = { n: 1 }) { who(any: $any) }',
    sized: 'query Sized($size: Size = L, $ids: [ID!] = ["a"]) { who(size: $size, ids: $ids) }',
    conditional: 'query Conditional($x: Boolean!) { who ...Who @include(if: $x) } fragment Who on Query { who }',
    several: 'query A { who } query B { who }',
    changing: 'mutation Changing { who }',
  }
  const operations = new Map(Object.entries(documents))
  const yoga = createYoga({
    schema: createSchema({ typeDefs, resolvers: { Query: { who }, Mutation: { who } } }),
    logging: false,
    extraParamNames: [documentIdParam],
    plugins: [useRegisteredOperations(operations, false), useCompiledOperations(operations)],
  })

  async function ask(query: string, variables: object = {}, operationName?: string) {
    return post({ query, variables, operationName })
  }

  async function post(params: object) {
    const response = await yoga.fetch('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    })
    return response.json()
  }

  test.each<[string, string, object, string]>([
    ['a registered query', documents.plain, {}, 'compiled {}'],
    ['with variables', documents.ranged, { ids: ['a'], n: 1 }, 'compiled {"ids":["a"],"n":1}'],
    ['with defaults of variables', documents.ranged, {}, 'compiled {"n":7}'],
    [
      'with an object that is written out',
      documents.ranged,
      { range: { from: 1, step: 2 } },
      'compiled {"range":{"from":1,"step":2},"n":7}',
    ],
    [
      'but not with one that leaves a default to the schema',
      documents.ranged,
      { range: { from: 1 } },
      'interpreted {"range":{"from":1,"step":5},"n":7}',
    ],
    [
      'nor with one inside of it',
      documents.ranged,
      { range: { from: 1, step: 2, steps: [{ of: 3 }] } },
      'interpreted {"range":{"from":1,"step":2,"steps":[{"of":3,"size":5}]},"n":7}',
    ],
    ['nor with a value for a list', documents.ranged, { ids: 'a' }, 'interpreted {"ids":["a"],"n":7}'],
    ['nor a variable within an object of the text', documents.within, {}, 'interpreted {"range":{"from":1,"step":5}}'],
    ['or within a list', documents.listed, { id: 'a' }, 'interpreted {"ids":["a"]}'],
    ['or within a value of any form', documents.free, { n: 2 }, 'interpreted {"any":{"n":2}}'],
    ['nor a default of what must be there', documents.settled, {}, 'interpreted {"n":7}'],
    ['nor one that is no plain value', documents.written, {}, 'interpreted {"any":{"n":1}}'],
    ['but one of an enum, and of a list', documents.sized, {}, 'compiled {"ids":["a"],"size":"L"}'],
    ['nor conditions', documents.conditional, { x: true }, 'interpreted {}'],
    ['nor another document', '{ who }', {}, 'interpreted {}'],
    ['nor a mutation', documents.changing, {}, 'interpreted {}'],
  ])('%s', async (_, query, variables, said) => {
    for (let time = 0; time < 2; time++) expect((await ask(query, variables)).data.who).toBe(said)
  })

  test('by its hash, as by its text', async () => {
    expect((await post({ documentId: 'ranged', variables: { n: 1 } })).data.who).toBe('compiled {"n":1}')
    expect((await post({ documentId: 'changing' })).data.who).toBe('interpreted {}')
  })

  test('of a document of several operations each is answered by its name', async () => {
    for (const name of ['A', 'B']) expect((await ask(documents.several, {}, name)).data.who).toBe('interpreted {}')
  })

  test('no input of the schema holds itself: the compiler would write it out to a great depth', () => {
    const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType)
    const holds = (outer: (typeof inputs)[number], seen: readonly string[]): boolean =>
      Object.values(outer.getFields()).some(({ type }) => {
        const inner = getNamedType(type)
        return isInputObjectType(inner) && (seen.includes(inner.name) || holds(inner, [...seen, inner.name]))
      })
    expect(inputs.length).toBeGreaterThan(10)
    expect(inputs.filter((input) => holds(input, [input.name]))).toEqual([])
  })

  test('a variable of a wrong type is refused as ever', async () => {
    const [compiled, interpreted] = await Promise.all(
      [documents.ranged, `${documents.ranged} `].map((text) => ask(text, { n: 'seven' })),
    )
    expect(compiled.errors[0].message).toContain('Int cannot represent non-integer value')
    expect(compiled).toEqual(interpreted)
  })
})

/** The compiler tells the path of an error, and no place in the text: who sends a hash has no text. */
const withoutLocations = (answer: object): unknown =>
  JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === 'locations' ? undefined : value)))

describe('a registered query answers as the interpreter does', () => {
  const person = `fragment Person on User { __typename id userId isIdentified distinctIds lastSeenAt
    attribution { firstTouch { channel channelGroup utmSource clickIds { parameter value } occurredAt } lastNonDirectTouch { channel } } }`
  const documents: Record<string, { text: string; variables?: object; expected?: object }> = {
    list: {
      text: `query List($first: Int!, $after: String, $filter: UserFilter, $order: UserOrder) {
        location { ...Of here: locationId } viewer { subject } }
        fragment Of on Location { users(first: $first, after: $after, filter: $filter, orderBy: $order) { totalCount pageInfo { hasNextPage endCursor }
          edges { cursor node { ...Person sessions(first: 2) { nodes { sessionId startedAt isBounce eventCount } } } } } }
        ${person}`,
      variables: {
        first: 2,
        filter: { identified: true },
        order: { field: 'LAST_SEEN', direction: 'DESC' },
        after: null,
      },
    },
    propertyOfVariable: {
      text: `query PropertyOfVariable($plan: String!) { location { users(filter: { properties: { plan: $plan } }) { totalCount } } }`,
      variables: { plan: 'gold' },
    },
    defaultInText: {
      text: `query DefaultInText($days: Int) { location { attributionReport(input: { range: { from: "2026-03-01", to: "2026-03-02" }, conversionEvent: "$identify",
        models: [LINEAR], lookbackDays: $days }) { conversionCount } } }`,
    },
    settled: { text: 'query Settled($first: Int! = 2) { location { users(first: $first) { nodes { userId } } } }' },
    since: {
      text: 'query Since($since: DateTime = "2026-03-01T11:30:00Z") { location { events(filter: { after: $since }) { totalCount } } }',
    },
    sinceVariable: {
      text: 'query SinceVariable($filter: EventFilter = { after: "2026-03-01T11:30:00Z" }) { location { events(filter: $filter) { totalCount } } }',
    },
    conditions: {
      text: `query Conditions($x: Boolean!) { location { ...Named @include(if: $x) ...Named
        some: users(first: 1) { nodes { ...One @include(if: $x) } } all: users { nodes { ...One @skip(if: $x) } } } }
        fragment Named on Location { locationId timeZone } fragment One on User { userId }`,
      variables: { x: false },
    },
    nobody: {
      text: `query Nobody { location { user(by: { distinctId: "nobody" }) { ...Person } } } ${person}`,
    },
    node: {
      text: 'query Node($id: ID!) { node(id: $id) { __typename id } }',
      variables: { id: 'bm90aGluZw==' },
      expected: { data: true, code: 'BAD_USER_INPUT' },
    },
    stats: {
      text: `query Stats($range: DateRange!) { location { sessionStats(range: $range, granularity: DAY) { start sessionCount bounceRate }
        metrics(range: $range) { pageviewCount } } }`,
      variables: { range: { from: '2026-03-01', to: '2026-03-02' } },
    },
    elsewhere: {
      text: 'query Elsewhere { location(id: "bergen") { locationId users(first: 1) { totalCount } } }',
      expected: { data: false, code: 'FORBIDDEN' },
    },
    tooMuch: {
      text: 'query TooMuch { location { users(first: 100000) { nodes { userId sessions(first: 1000) { nodes { sessionId } } } } } }',
      expected: { data: false, code: 'QUERY_TOO_COMPLEX' },
    },
    backwards: {
      text: 'query Backwards { location { sessionStats(range: { from: "2026-03-02", to: "2026-03-01" }, granularity: DAY) { start } } }',
      expected: { data: false, code: 'BAD_USER_INPUT' },
    },
  }
  const directory = mkdtempSync(join(tmpdir(), 'attrigraph-compiled-'))
  let gateway: TestGateway
  beforeAll(async () => {
    const file = join(directory, 'documents.json')
    writeFileSync(file, JSON.stringify(Object.fromEntries(Object.entries(documents).map(([k, v]) => [k, v.text]))))
    gateway = await testGateway({ PERSISTED_OPERATIONS: file })
    await gateway.capture(
      'oslo',
      ['ada', 'bob', 'eve'].flatMap((name, n) => [
        {
          event: '$pageview',
          distinct_id: `${name}-device`,
          timestamp: `2026-03-01T1${n}:00:00Z`,
          properties: {
            $session_id: name,
            $lib: 'web',
            $current_url: 'https://shop.example/?utm_source=google&gclid=a',
          },
        },
        {
          event: '$identify',
          distinct_id: name,
          timestamp: `2026-03-01T1${n}:01:00Z`,
          properties: { $session_id: name, $lib: 'web', $anon_distinct_id: `${name}-device` },
        },
      ]),
    )
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
    rmSync(directory, { recursive: true, force: true })
  })

  test.each(Object.keys(documents))('%s', async (name) => {
    const { text = '', variables, expected = { data: true } } = documents[name] ?? {}
    const { headers: _, ...registered } = await gateway.ask('oslo', text, variables)
    // Another text is another document, and not a registered one.
    const { headers: __, ...interpreted } = await gateway.ask('oslo', `${text} `, variables)
    expect(withoutLocations(registered)).toEqual(withoutLocations(interpreted))
    expect({ data: registered.data !== null, code: registered.errors?.[0]?.extensions.code }).toEqual(expected)
  })
})
