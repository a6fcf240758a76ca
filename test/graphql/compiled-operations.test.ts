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
    type Query { who(range: Range, ids: [ID!], n: Int): String }
    type Mutation { who: String }`
  /** Says what it was given, and whether the interpreter called it. */
  const who = (_: unknown, args: object) =>
    `${/[/\\]execution[/\\]execute/.test(new Error().stack ?? '') ? 'interpreted' : 'compiled'} ${JSON.stringify(args)}`
  const documents = {
    plain: 'query Plain { who }',
    ranged: 'query Ranged($range: Range, $ids: [ID!], $n: Int = 7) { who(range: $range, ids: $ids, n: $n) }',
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

describe('a compiled query answers as the interpreter does', () => {
  const person = `fragment Person on User { __typename id userId isIdentified distinctIds lastSeenAt
    attribution { firstTouch { channel channelGroup utmSource clickIds { parameter value } occurredAt } lastNonDirectTouch { channel } } }`
  const documents: Record<string, { text: string; variables?: object; expected?: object }> = {
    list: {
      text: `query List($first: Int!, $filter: UserFilter, $order: UserOrder, $deep: Boolean!) {
        location { ...Of here: locationId } viewer { subject } }
        fragment Of on Location { users(first: $first, filter: $filter, orderBy: $order) { totalCount pageInfo { hasNextPage endCursor }
          edges { cursor node { ...Person sessions(first: 2) @include(if: $deep) { nodes { sessionId startedAt isBounce eventCount } } } } } }
        ${person}`,
      variables: {
        first: 2,
        filter: { identified: true },
        order: { field: 'LAST_SEEN', direction: 'DESC' },
        deep: true,
      },
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
    const { headers: _, ...compiled } = await gateway.ask('oslo', text, variables)
    // Another text is another document, and not a registered one.
    const { headers: __, ...interpreted } = await gateway.ask('oslo', `${text} `, variables)
    expect(withoutLocations(compiled)).toEqual(withoutLocations(interpreted))
    expect({ data: compiled.data !== null, code: compiled.errors?.[0]?.extensions.code }).toEqual(expected)
  })
})
