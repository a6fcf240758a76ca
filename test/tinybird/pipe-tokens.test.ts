import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestGateway, testGateway, testSecret } from '../testkit/gateway.ts'

let gateway: TestGateway
let now = Date.now()
beforeAll(async () => {
  gateway = await testGateway({ QUERY_TIMEOUT_MS: '60000' }, () => now)
  for (const location of ['oslo', 'bergen'])
    await gateway.capture(location, [
      {
        event: '$pageview',
        distinct_id: `visitor-${location}`,
        properties: { $session_id: `s-${location}`, $lib: 'web' },
      },
      { event: '$pageview', distinct_id: 'somebody', properties: { $session_id: `t-${location}`, $lib: 'web' } },
    ])
})
afterAll(() => gateway[Symbol.asyncDispose]())

const read = (fixed_params: object, resource = 'user_profile_events') => ({
  type: 'PIPES:READ',
  resource,
  fixed_params,
})
const soon = () => Math.floor(Date.now() / 1_000) + 600

async function sign(claims: object, { secret = testSecret, alg = 'HS256', exp = soon() as number | null } = {}) {
  const token = new SignJWT({ workspace_id: 'w', name: 'test', ...claims }).setProtectedHeader({ alg })
  if (exp !== null) token.setExpirationTime(exp)
  return token.sign(new TextEncoder().encode(secret))
}

const ask = (token: string, query = '', init: RequestInit = {}, pipe = 'user_profile_events') =>
  gateway.fetch(`/v0/pipes/${pipe}.json?${query}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...init.headers },
  })
async function sessionsOf(response: Response): Promise<string> {
  const { data, error } = await response.json()
  return (
    error ??
    data
      .map((row: { session_id: string }) => row.session_id)
      .toSorted()
      .join(' ')
  )
}

describe('a Tinybird-style token', () => {
  test('covers the location that it fixes', async () => {
    expect(await sessionsOf(await ask(await sign({ scopes: [read({ location_id: 'oslo' })] })))).toBe('s-oslo t-oslo')
  })

  const json = (body: object) => ({
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  const form = (body: string) => ({ method: 'POST', body: new URLSearchParams(body) })
  test.each<[string, string, RequestInit?]>([
    ['the query', 'location_id=bergen&distinct_id=somebody'],
    ['another spelling', 'user_id=somebody'],
    ['repetitions', 'location_id=oslo&location_id=bergen&user_id=a&user_id=somebody&distinct_id=b'],
    ['a form', '', form('location_id=bergen&user_id=somebody&user_id=c')],
    [
      'JSON',
      'location_id=bergen',
      json({ location_id: 'bergen', distinct_id: 'somebody', user_id: ['a', 'somebody'] }),
    ],
    ['a value of no use', 'distinct_id=%00'],
  ])('what it fixes cannot be overridden by %s', async (_, query, init) => {
    const token = await sign({ scopes: [read({ location_id: 'oslo', distinct_id: 'visitor-oslo' })] })
    expect(await sessionsOf(await ask(token, query, init))).toBe('s-oslo')
    const alias = await sign({ scopes: [read({ location_id: 'oslo', user_id: 'visitor-oslo' })] })
    expect(await sessionsOf(await ask(alias, query, init))).toBe('s-oslo')
  })

  test.each<[string, () => Promise<string>]>([
    ['no token', async () => ''],
    ['no fixed location', () => sign({ scopes: [read({})] })],
    ['an empty fixed location', () => sign({ scopes: [read({ location_id: '' })] })],
    [
      'all locations by *, as text',
      () => sign({ scopes: [read({ location_id: '*' })], location_ids: '*', scope: 'read' }),
    ],
    // The engine would read it as U+FFFD, which is another location.
    ['half a character as the location', () => sign({ scopes: [read({ location_id: '\ud800' })] })],
    ['another pipe', () => sign({ scopes: [read({ location_id: 'oslo' }, 'session_stats')] })],
    ['another type of scope', () => sign({ scopes: [{ ...read({ location_id: 'oslo' }), type: 'DATASOURCES:READ' }] })],
    [
      'two entries for the pipe',
      () => sign({ scopes: [read({ location_id: 'oslo' }), read({ location_id: 'bergen' })] }),
    ],
    [
      'a fixed parameter that the pipe does not have',
      () => sign({ scopes: [read({ location_id: 'oslo', org: 'x' })] }),
    ],
    [
      'two values fixed for one parameter',
      () => sign({ scopes: [read({ location_id: 'oslo', user_id: 'a', distinct_id: 'b' })] }),
    ],
    ['a fixed list', () => sign({ scopes: [read({ location_id: ['oslo'] })] })],
    ['a negative limit', () => sign({ scopes: [read({ location_id: 'oslo' })], limits: { rps: -1 } })],
    ['no name', () => sign({ scopes: [read({ location_id: 'oslo' })], name: undefined })],
    ['no workspace', () => sign({ scopes: [read({ location_id: 'oslo' })], workspace_id: undefined })],
    ['no scopes', () => sign({})],
    ['no expiry', () => sign({ scopes: [read({ location_id: 'oslo' })] }, { exp: null })],
    ['an expiry that is past', () => sign({ scopes: [read({ location_id: 'oslo' })] }, { exp: 1_000_000_000 })],
    ['another secret', () => sign({ scopes: [read({ location_id: 'oslo' })] }, { secret: 'y'.repeat(40) })],
    ['another algorithm', () => sign({ scopes: [read({ location_id: 'oslo' })] }, { alg: 'HS512' })],
    ['a token of the gateway without the scope read', () => gateway.token({ location_id: 'oslo', scope: 'manage' })],
    ['a write key', async () => 'key-oslo'],
  ])('%s: 403, never 401, and no query', async (_, tokenOf) => {
    const made = await gateway.countQueries(async () => {
      const response = await ask(await tokenOf())
      const { data, error } = await response.json()
      expect([response.status, data, error]).toEqual([403, undefined, expect.any(String)])
    })
    expect(made).toBe(0)
  })

  test('reads nothing of the graph, whatever else it claims', async () => {
    const scopes = [read({ location_id: 'oslo' })]
    const token = await sign({ scopes, location_id: 'oslo', scope: 'read manage' })
    const { status, errors } = await gateway.askWith(token, '{ viewer { subject } }')
    expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
    const made = await gateway.fetch(`/v0/tokens/?expiration_time=${soon()}`, {
      ...json({ name: 'n', scopes }),
      headers: { authorization: `Bearer ${token}` },
    })
    expect(made.status).toBe(403)
  })

  test('lists only what it may read', async () => {
    const token = await sign({ scopes: [read({ location_id: 'oslo' }), read({}, 'session_stats')] })
    const names = async (path: string) =>
      (await gateway.fetch(path, { headers: { authorization: `Bearer ${token}` } })).json()
    expect((await names('/v0/pipes')).pipes.map((pipe: { name: string }) => pipe.name)).toEqual(['user_profile_events'])
    const { paths } = await names('/v0/pipes/openapi.json')
    expect(Object.keys(paths)).toEqual(['/pipes/user_profile_events.{format}'])
  })

  test('a tenant does not use up the limits of another whose token has the same name', async () => {
    const at = Date.now()
    await using limited = await testGateway({ READ_REQUESTS_PER_SECOND: '1', READ_REQUESTS_BURST: '2' }, () => at)
    const askAs = async (location_id: string, exp: number, limits?: object) => {
      const token = await sign({ scopes: [read({ location_id })], name: 'chart', limits }, { exp })
      return (await limited.fetch(`/v0/pipes/user_profile_events.json?token=${token}`)).status
    }
    const statuses = []
    for (const exp of [soon(), soon() + 1, soon() + 2]) statuses.push(await askAs('oslo', exp))
    expect([...statuses, await askAs('bergen', soon())]).toEqual([200, 200, 429, 200])
    const own: number[] = []
    for (const location of ['turku', 'turku', 'tampere']) own.push(await askAs(location, soon(), { rps: 1 }))
    expect(own).toEqual([200, 429, 200])
  })

  test('its own limit is shared by all tokens of its name and location, and says when to come again', async () => {
    now = Date.now()
    const limited = { scopes: [read({ location_id: 'oslo' })], name: 'limited', limits: { rps: 2 } }
    const tokens = [await sign(limited), await sign(limited, { exp: soon() + 1 })]
    const answers: Response[] = []
    for (const index of [0, 1, 0]) answers.push(await ask(tokens[index] ?? '', 'limit=1'))
    expect(answers.map((answer) => [answer.status, answer.headers.get('x-ratelimit-remaining')])).toEqual([
      [200, '1'],
      [200, '0'],
      [429, '0'],
    ])
    expect(Object.fromEntries(answers[2]?.headers ?? [])).toMatchObject({
      'retry-after': '1',
      'x-ratelimit-limit': '2',
      'x-ratelimit-reset': '1',
    })
    expect(answers[0]?.headers.has('retry-after')).toBe(false)
    expect(await (await gateway.fetch('/metrics')).text()).toContain('attrigraph_rate_limited_total{door="read"} 1\n')
    expect((await ask(await sign({ ...limited, name: 'another' }), 'limit=1')).status).toBe(200)
    now += 1_001
    expect((await ask(tokens[0] ?? '', 'limit=1')).status).toBe(200)
    const unlimited = await ask(await sign({ ...limited, name: 'free', limits: { rps: 0 } }), 'limit=1')
    // Of the gateway's own limit, which holds for every credential.
    expect(unlimited.headers.get('x-ratelimit-limit')).toBe('500')
  })
})

describe('making a token', () => {
  const manage = () => gateway.token({ location_id: 'oslo', scope: 'read manage' }, 600)
  const post = async (body: object | string, query = `expiration_time=${soon()}`, token?: string) =>
    gateway.fetch(`/v0/tokens/?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token ?? (await manage())}`, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })

  test('it reads what it was made for', async () => {
    const response = await post({
      name: 'front end',
      scopes: [read({ location_id: 'oslo', user_id: 'somebody' })],
      limits: { rps: 100 },
    })
    const { token } = await response.json()
    const answer = await ask(token)
    expect([answer.headers.get('x-ratelimit-limit'), await sessionsOf(answer)]).toEqual(['100', 't-oslo'])
    expect(await (await gateway.fetch('/v0/tokens', { headers: { authorization: `Bearer ${token}` } })).json()).toEqual(
      { tokens: [] },
    )
  })

  const good = { name: 'n', scopes: [read({ location_id: 'oslo' })] }
  test.each<[string, object | string, number, string?]>([
    ['another location', { ...good, scopes: [read({ location_id: 'bergen' })] }, 403],
    ['no location', { ...good, scopes: [read({})] }, 400],
    ['all locations', { ...good, scopes: [read({ location_id: '*' })] }, 400],
    ['no name', { scopes: good.scopes }, 400],
    ['two entries for one pipe', { ...good, scopes: [...good.scopes, ...good.scopes] }, 400],
    [
      'two entries for one pipe by two names',
      {
        ...good,
        scopes: ['identified_users_attribution', 'identified_users_attribution_api'].map((pipe) =>
          read({ location_id: 'oslo' }, pipe),
        ),
      },
      400,
    ],
    [
      'two values for one parameter',
      { ...good, scopes: [read({ location_id: 'oslo', user_id: 'a', distinct_id: 'b' })] },
      400,
    ],
    ['more than a token can be', { ...good, scopes: [read({ location_id: 'oslo', user_id: 'x'.repeat(9_000) })] }, 400],
    ['a negative limit', { ...good, limits: { rps: -1 } }, 400],
    ['no scopes', { name: 'n', scopes: [] }, 400],
    ['an unknown pipe', { ...good, scopes: [read({ location_id: 'oslo' }, 'nothing')] }, 400],
    ['an unknown parameter', { ...good, scopes: [read({ location_id: 'oslo', org: 'x' })] }, 400],
    ['a value of another type', { ...good, scopes: [read({ location_id: 'oslo', limit: 'many' })] }, 400],
    ['a scope that writes', { ...good, scopes: [{ type: 'DATASOURCES:APPEND', resource: 'events' }] }, 400],
    ['no JSON', 'name=n', 400],
    ['no expiry', good, 400, ''],
    ['an expiry that is past', good, 400, 'expiration_time=1000000000'],
    ['an expiry that is far', good, 400, 'expiration_time=9999999999'],
  ])('%s is refused', async (_, body, status, query) => {
    const response = await post(body, query)
    expect([response.status, (await response.json()).error]).toEqual([status, expect.any(String)])
  })

  test('without the scopes read and manage, as a form, or without a secret to sign with it is 403', async () => {
    for (const scope of ['read', 'manage'])
      expect((await post(good, undefined, await gateway.token({ location_id: 'oslo', scope }))).status).toBe(403)
    const form = await gateway.fetch('/v0/tokens', {
      method: 'POST',
      headers: { authorization: `Bearer ${await manage()}` },
      body: new URLSearchParams({ name: 'n', scope: 'DATASOURCES:APPEND:events' }),
    })
    expect([form.status, (await form.json()).error]).toEqual([403, expect.stringMatching(/write key/)])
  })
})
