import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import LZString from 'lz-string'

/** Limits of the gateways under fire: small, so that what lies above them is cheap to make. */
export const smallLimits = {
  INGEST_BATCH_MAX_BYTES: '1500000',
  INGEST_EVENT_MAX_BYTES: '1000000',
  INGEST_BATCH_MAX_EVENTS: '500',
  GRAPHQL_MAX_BODY_BYTES: '1200000',
}
const batchMaxBytes = Number(smallLimits.INGEST_BATCH_MAX_BYTES)
const batchMaxEvents = Number(smallLimits.INGEST_BATCH_MAX_EVENTS)

const levels = 100_000
const deepArray = '['.repeat(levels) + ']'.repeat(levels)
const deepObject = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const long = 'x'.repeat(100_000)

/** JSON texts of values that a careless reader trips over. */
export const values: Record<string, string> = {
  'deep array': deepArray,
  'deep object': deepObject,
  'infinite number': '1e999',
  'negative infinite number': '-1e999',
  'long number': '1'.repeat(400),
  'tiny number': '5e-324',
  'lone surrogate': '"\\ud800 \\udc00\\ud800"',
  'NUL bytes': '"a\\u0000b"',
  prototype: '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  'duplicate keys': '{"a":1,"a":[2],"a":{"a":3}}',
  'long text': `"${long}"`,
  'empty text': '""',
  null: 'null',
  boolean: 'true',
  list: '[1,null,{"a":[]},"x"]',
  'year 0': '"0000-01-01T00:00:00Z"',
  'year 9999': '"9999-12-31T23:59:59.999Z"',
  'year 275760': '"+275760-09-13T00:00:00.000Z"',
  'no time': '"NaN"',
  'negative epoch': '-62135596800000',
  'far epoch': '1e300',
  'half a URL': '"http://["',
  'a script': '"javascript:alert(1)//\\u2028</script><script>"',
  'long host': `"https://${'a.'.repeat(2_000)}example/${'%'.repeat(2_000)}?${'utm_source=x&'.repeat(2_000)}"`,
  'SQL and placeholders': `"'); DROP TABLE events; -- {location_ids:Array(String)} \\\\"`,
  'line breaks': '"a\\r\\nSet-Cookie: x=y\\r\\n\\r\\n<html>"',
}

const eventFields = [
  'event',
  'distinct_id',
  'timestamp',
  'offset',
  'uuid',
  'properties',
  '$set',
  '$set_once',
  '$unset',
  'sent_at',
  'token',
]
const properties = [
  ...[
    '$set',
    '$set_once',
    '$unset',
    '$current_url',
    '$referrer',
    '$host',
    '$session_id',
    '$lib',
    '$browser',
    '$timezone',
  ],
  ...[
    '$raw_user_agent',
    '$insert_id',
    '$anon_distinct_id',
    'alias',
    '$exception_list',
    '$exception_level',
    'utm_source',
  ],
  ...[
    'gclid',
    '_fbc',
    '$session_entry_url',
    '$is_server',
    '$elements_chain',
    '__proto__',
    '$cookieless_mode',
    'funnel_id',
  ],
]

/** Events that hold a hostile value in one place each. */
export function hostileEvents(): [name: string, json: string][] {
  const whole = Object.entries(values).map(([name, value]): [string, string] => [`an event that is ${name}`, value])
  const fields = eventFields.flatMap((field) =>
    Object.entries(values).map(([name, value]): [string, string] => [
      `${field}: ${name}`,
      `{"event":"e","distinct_id":"d","timestamp":"2026-01-01T00:00:00Z","properties":{"$lib":"web"},"${field}":${value}}`,
    ]),
  )
  const inside = properties.flatMap((property) =>
    Object.entries(values).map(([name, value]): [string, string] => [
      `properties.${property}: ${name}`,
      `{"event":"${property === '$anon_distinct_id' ? '$identify' : property === 'alias' ? '$create_alias' : '$exception'}","distinct_id":"d","timestamp":"2026-01-01T00:00:00Z","properties":{"$lib":"web","${property}":${value}}}`,
    ]),
  )
  return [...whole, ...fields, ...inside]
}

export interface HostileBody {
  name: string
  body: Uint8Array<ArrayBuffer>
  headers?: Record<string, string>
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text))
const plain = (buffer: Uint8Array) => new Uint8Array(buffer)
const zeros = Buffer.alloc(10_000_000)
const bomb = gzipSync(zeros, { level: 9 })

/** Whole bodies that are none, lie about what they are, or grow. */
export function hostileBodies(writeKey: string): HostileBody[] {
  const event = `{"api_key":"${writeKey}","event":"e","distinct_id":"d"}`
  const encoded = (name: string, encoding: string, body: Uint8Array): HostileBody => ({
    name,
    body: plain(body),
    headers: { 'content-encoding': encoding },
  })
  const texts = [
    '',
    ' ',
    'null',
    'true',
    '0',
    '"',
    '[',
    '{',
    '[]',
    '{}',
    '[[[',
    '{"a"',
    'data=',
    'data=%',
    '\uFEFF{}',
    '{"batch":[]}',
  ]
  const zipped = gzipSync(event)
  return [
    ...texts.map((text) => ({ name: JSON.stringify(text), body: bytes(text) })),
    ...texts.map((text) => ({
      name: `a form of ${JSON.stringify(text)}`,
      body: bytes(`data=${encodeURIComponent(text)}&compression=lz64`),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })),
    { name: 'deep arrays', body: bytes(deepArray) },
    { name: 'deep objects', body: bytes(deepObject) },
    { name: 'unclosed deep arrays', body: bytes('['.repeat(1_000_000)) },
    { name: 'a deep batch', body: bytes(`{"api_key":"${writeKey}","batch":${deepArray}}`) },
    {
      name: 'a deep envelope',
      body: bytes(`{"api_key":"${writeKey}","event":"e","distinct_id":"d","x":${deepObject}}`),
    },
    { name: 'a byte too much', body: bytes(`${event}${' '.repeat(batchMaxBytes - event.length + 1)}`) },
    { name: 'exactly the limit', body: bytes(`${event}${' '.repeat(batchMaxBytes - event.length)}`) },
    {
      name: 'an event too many',
      body: bytes(
        `{"api_key":"${writeKey}","batch":[${Array(batchMaxEvents + 1)
          .fill('{}')
          .join()}]}`,
      ),
    },
    { name: 'a million little things', body: bytes(`[${'0,'.repeat(700_000)}0]`) },
    { name: 'a million lines', body: bytes('0\n'.repeat(700_000)) },
    {
      name: 'invalid UTF-8',
      body: new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
    },
    { name: 'UTF-16', body: plain(Buffer.from(event, 'utf16le')) },
    { name: 'NUL bytes', body: new Uint8Array(10_000) },
    encoded('gzip that is none', 'gzip', bytes(event)),
    encoded('half of a gzip', 'gzip', zipped.subarray(0, zipped.length - 12)),
    encoded('gzip with junk after it', 'gzip', Buffer.concat([zipped, Buffer.from('junk')])),
    encoded('gzip twice, said once', 'gzip', gzipSync(zipped)),
    encoded('gzip under the name of brotli', 'br', zipped),
    encoded('gzip under the name of deflate', 'deflate', zipped),
    encoded('deflate that is none', 'deflate', bytes('x'.repeat(50))),
    encoded('an unknown encoding', 'zstd', zipped),
    encoded('an encoding full of commas', ','.repeat(5_000), zipped),
    encoded('many encodings', Array(500).fill('gzip').join(), zipped),
    encoded('a gzip bomb', 'gzip', bomb),
    encoded('a gzip bomb in three layers', 'gzip, gzip, gzip', gzipSync(gzipSync(bomb))),
    encoded('a gzip bomb in two layers', 'gzip, gzip', gzipSync(bomb)),
    encoded('a brotli bomb', 'br', brotliCompressSync(zeros)),
    encoded('a deflate bomb', 'deflate', deflateSync(zeros)),
    encoded('a raw deflate bomb', 'deflate', deflateRawSync(zeros)),
    { name: 'a bomb without a name', body: plain(bomb) },
    { name: 'a bomb in base64', body: bytes(bomb.toString('base64')) },
    { name: 'a bomb in a form', body: bytes(`data=${encodeURIComponent(bomb.toString('base64'))}`) },
    {
      name: 'an lz64 bomb',
      body: bytes(LZString.compressToBase64(' '.repeat(10_000_000))),
      headers: { 'content-encoding': 'lz64' },
    },
    { name: 'lz64 that is none', body: bytes('%%%%'), headers: { 'content-encoding': 'lz64' } },
    { name: 'a wrong content type', body: bytes(event), headers: { 'content-type': 'multipart/form-data; boundary=' } },
    { name: 'a content type of nonsense', body: bytes(event), headers: { 'content-type': '///;;;=,"' } },
  ]
}

/** GraphQL requests, as JSON texts. */
export function hostileGraphql(): [name: string, body: string][] {
  const ask = (query: string, rest = '') => `{"query":${JSON.stringify(query)}${rest}}`
  const users =
    'query ($p: JSONObject, $n: [String!]) { location { users(filter: { properties: $p, firstUtmSource: $n }) { totalCount } } }'
  const search = 'query ($s: String) { location { events(filter: { search: $s }) { totalCount } } }'
  const user =
    'query ($s: String!) { location { user(by: { distinctId: $s }) { userId } session(sessionId: $s) { sessionId } } }'
  return [
    ...Object.entries(values).flatMap(([name, value]): [string, string][] => [
      [`a body that is ${name}`, value],
      [`query: ${name}`, `{"query":${value}}`],
      [`variables: ${name}`, ask(search, `,"variables":${value}`)],
      [`operationName: ${name}`, ask('query a { viewer { subject } }', `,"operationName":${value}`)],
      [`extensions: ${name}`, ask('{ viewer { subject } }', `,"extensions":${value}`)],
      [`a text variable: ${name}`, ask(search, `,"variables":{"s":${value}}`)],
      [`an id: ${name}`, ask(user, `,"variables":{"s":${value}}`)],
      [`an object variable: ${name}`, ask(users, `,"variables":{"p":${value}}`)],
      [`a value within an object: ${name}`, ask(users, `,"variables":{"p":{"k":${value}}}`)],
      [`a list variable: ${name}`, ask(users, `,"variables":{"n":[${value}]}`)],
      [`a node id: ${name}`, ask('query ($s: ID!) { node(id: $s) { id } }', `,"variables":{"s":${value}}`)],
      [
        `a cursor: ${name}`,
        ask(
          'query ($s: String) { location { users(after: $s) { totalCount nodes { id } } } }',
          `,"variables":{"s":${value}}`,
        ),
      ],
    ]),
    ['a deep document', ask(`{ ${'location { '.repeat(50_000)}${'}'.repeat(50_000)} }`)],
    ['a document deep in lists', ask(`{ location { users(filter: { firstUtmSource: ${'['.repeat(50_000)} }) } }`)],
    ['a document deep in objects', ask(`{ location { users(filter: { properties: ${'{ a: '.repeat(50_000)} }) } }`)],
    ['deep, below the limit of tokens', ask(`{ ${'location { '.repeat(1_500)}id${'}'.repeat(1_500)} }`)],
    [
      'a literal deep below the limit of tokens',
      ask(`{ location { users(filter: { properties: ${'{a:'.repeat(1_200)}1${'}'.repeat(1_200)} }) { totalCount } } }`),
    ],
    [
      'types deep below the limit of tokens',
      ask(`query ($a: ${'['.repeat(1_800)}Int${']'.repeat(1_800)}) { viewer { subject } }`),
    ],
    ['fragments in a circle', ask('query { ...a } fragment a on Query { ...b } fragment b on Query { ...a }')],
    [
      'fragments that double',
      ask(
        `{ ...f0 } ${Array.from({ length: 40 }, (_, n) => `fragment f${n} on Query { ${n < 39 ? `a: __typename ...f${n + 1} ...f${n + 1}` : '__typename'} }`).join(' ')}`,
      ),
    ],
    ['many aliases', ask(`{ ${Array.from({ length: 500 }, (_, n) => `a${n}: viewer { subject }`).join(' ')} }`)],
    ['many directives', ask(`{ viewer { subject ${'@skip(if: false) '.repeat(500)} } }`)],
    ['fields that overlap', ask(`{ ${'viewer { subject } '.repeat(700)} }`)],
    [
      'introspection in circles',
      ask(`{ __schema { types { ${'fields { type { '.repeat(8)} name ${'} }'.repeat(8)} } } }`),
    ],
    ['a large number as a literal', ask(`{ location { users(first: ${'9'.repeat(300)}) { totalCount } } }`)],
    ['a batch', `[${ask('{ viewer { subject } }')},${ask('{ viewer { subject } }')}]`],
    ['no operation', ask('fragment a on Query { __typename }')],
    ['a byte order mark and control characters', ask('\uFEFF\u0000{ viewer { subject } }')],
    ['a subscription', ask('subscription { nothing }')],
    ['a hash of nothing', '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"__proto__"}}}'],
    ['an id of a document', '{"documentId":"constructor"}'],
  ]
}
