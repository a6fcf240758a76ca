import { storesOf } from '../../src/clickhouse/stores.ts'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway } from '../testkit/gateway.ts'

export const own = 'oslo'
export const foreign = 'bergen'
/** Stands in every text of the foreign location that is its own, and nowhere else. */
export const canary = 'canaryq7'
/** The same clock for every gateway, so that answers can be compared. */
export const now = () => Date.UTC(2026, 3, 1, 12)

/** A text of the location: of the own one plain, of the foreign one with the canary. */
const marked = (location: string, text: string) => (location === foreign ? `${canary}-${text}` : text)

/** Version 7, so that they are told from the random ones of the gateway (version 4). */
const uuidOf = (location: string, number: number) =>
  `018a981f-4b35-7${location === foreign ? 'bad' : 'c66'}-825e-${String(number).padStart(12, '0')}`

/** When the event of a number happened. */
export const timeOf = (number: number) => new Date(Date.UTC(2026, number % 3, 1 + (number % 27), number % 24))

interface Wire {
  event: string
  distinct_id: string
  properties?: object
}

/**
 * Everything that a location can have, through the doors that its users take. Half of its ids (`shared-…`) are those of
 * the other location too, with other values: what joins by id alone mixes the two.
 */
export async function fillLocation(gateway: TestGateway, location: string): Promise<void> {
  const is = (text: string) => marked(location, text)
  // By the clock of the engine all of it is old.
  for (const { client } of storesOf(gateway.clickhouse, 'A test'))
    await client.command({ query: 'SYSTEM STOP TTL MERGES' })
  const visit = (distinctId: string, session: string | undefined): Wire[] => {
    const properties = {
      $lib: 'web',
      ...(session === undefined ? {} : { $session_id: session }),
      $current_url: `https://${is('shop')}.example/${is('landing')}?gclid=${is('gclid')}&fbclid=${is('fbclid')}`,
      $host: `${is('shop')}.example`,
      $pathname: `/${is('landing')}`,
      $referrer: `https://${is('referrer')}.example/page`,
      $referring_domain: `${is('referrer')}.example`,
      ...Object.fromEntries(
        ['source', 'medium', 'campaign', 'content', 'term'].map((name) => [`utm_${name}`, is(`utm-${name}`)]),
      ),
      funnel_id: is('funnel-id'),
      step_id: is('step-id'),
      funnel_name: is('funnel-name'),
      page_id: is('page-id'),
      affiliate_id: is('affiliate-id'),
      $browser: is('browser'),
      $device_type: is('device'),
      $timezone: is('zone'),
      [is('property')]: is('value'),
    }
    return [
      { event: '$pageview', distinct_id: distinctId, properties },
      { event: '$pageview', distinct_id: distinctId, properties: { ...properties, $pathname: `/${is('second')}` } },
      { event: 'purchase', distinct_id: distinctId, properties: { ...properties, revenue: 10, currency: 'EUR' } },
      { event: is('event'), distinct_id: distinctId, properties },
      {
        event: '$set',
        distinct_id: distinctId,
        properties: {
          $set: { [is('person')]: is('person-value'), plan: is('plan') },
          $set_once: { [is('first')]: is('first-value') },
          $unset: [is('gone')],
        },
      },
      {
        event: '$exception',
        distinct_id: distinctId,
        properties: {
          ...(session === undefined ? {} : { $session_id: session }),
          $exception_fingerprint: distinctId.includes('shared') ? 'shared-fingerprint' : is('fingerprint'),
          $exception_level: is('level'),
          component: is('component'),
          request_id: is('request'),
          $exception_list: [
            {
              type: is('ErrorType'),
              value: is('error message'),
              stacktrace: { frames: [{ filename: `https://x.example/${is('file')}.js`, function: is('function') }] },
            },
          ],
        },
      },
    ]
  }
  const people = [is('visitor'), is('other'), 'shared-visitor']
  const events: Wire[] = people.flatMap((id) => [
    ...visit(id, id.startsWith('shared') ? 'shared-session' : `${id}-session`),
    ...visit(id, undefined),
    { event: '$identify', distinct_id: `${id}-user`, properties: { $anon_distinct_id: id, $lib: 'web' } },
    { event: '$identify', distinct_id: is('second-user'), properties: { $anon_distinct_id: id, $lib: 'web' } },
  ])
  events.push(
    { event: '$identify', distinct_id: is('named'), properties: { $anon_distinct_id: 'anonymous' } },
    { event: '$identify', distinct_id: 'guest', properties: { $anon_distinct_id: is('nameless') } },
    { event: '$create_alias', distinct_id: `${people[1]}-user`, properties: { alias: is('alias') } },
    { event: is('unnamed').repeat(30), distinct_id: is('rejected') },
    { event: '$pageview', distinct_id: is('to-be-erased') },
  )
  const batch = events.map((event, number) => ({
    ...event,
    uuid: event.distinct_id === 'shared-visitor' ? uuidOf(own, number) : uuidOf(location, number),
    timestamp: timeOf(number).toISOString(),
  }))
  await accepted(gateway.capture(location, batch))

  const day = { date: '2026-02-01', cost: '12.5', currency: 'EUR', clicks: 3, impressions: 9 }
  const cost = { ...day, channel: is('channel'), source: is('utm-source'), campaign: is('utm-campaign') }
  const rows = [cost, { ...day, channel: is('bad-cost'), cost: 'much' }]
  await accepted(
    gateway.fetch('/v0/events?name=ad_costs&wait=true', {
      method: 'POST',
      headers: { authorization: `Bearer key-${location}` },
      body: rows.map((row) => JSON.stringify(row)).join('\n'),
    }),
  )

  const token = await tokenOf(gateway, location)
  const change = async (query: string, input: object) =>
    expectData(await gateway.askWith(token, query, { input: { locationId: location, ...input } }))
  await change('mutation ($input: MapIdentityInput!) { mapIdentity(input: $input) { id } }', {
    anonymousId: is('decided'),
    userId: people[0],
  })
  await change('mutation ($input: UnmapIdentityInput!) { unmapIdentity(input: $input) }', { anonymousId: people[1] })
  await change('mutation ($input: ImportAdCostsInput!) { importAdCosts(input: $input) }', {
    rows: [{ ...cost, date: '2026-02-02' }],
  })
  await change('mutation ($input: SetChannelRulesInput!) { setChannelRules(input: $input) { channel } }', {
    rules: [
      {
        channel: is('rule'),
        channelGroup: is('rule-group'),
        all: [{ field: 'UTM_SOURCE', operator: 'IS', values: [is('utm-source')] }],
      },
    ],
  })
  await change('mutation ($input: CreateWriteKeyInput!) { createWriteKey(input: $input) { id } }', { name: is('key') })
  await change('mutation ($input: EraseUserInput!) { eraseUser(input: $input) { userId } }', {
    by: { distinctId: is('to-be-erased') },
  })
  await change(
    'mutation ($input: SetPrivacySettingsInput!) { setPrivacySettings(input: $input) { consentProperty } }',
    {
      deniedProperties: [is('denied')],
      consentProperty: is('consent'),
    },
  )
  await letItBeRecent(gateway, location)
  await askedBy(gateway, location)
}

/** The clock of the tests stands still, and the view takes only what is recent by the clock of the engine. */
async function letItBeRecent({ clickhouse }: TestGateway, location: string): Promise<void> {
  await clickhouse.client.command({
    query: `INSERT INTO recent_events (location_id, received_at, uuid, timestamp, distinct_id, session_key)
      SELECT location_id, received_at, uuid, timestamp, distinct_id, session_id
      FROM events WHERE location_id = {location:String} AND substring(toString(uuid), 15, 1) = '7'`,
    query_params: { location },
  })
}

/** An operation that names itself, kept for `apiUsage`. */
async function askedBy(gateway: TestGateway, location: string): Promise<void> {
  const name = marked(location, 'Operation').replace('-', '_')
  await accepted(
    gateway.fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await tokenOf(gateway, location)}`,
        'apollographql-client-name': marked(location, 'client'),
        'apollographql-client-version': marked(location, 'client-version'),
      },
      body: JSON.stringify({ query: `query ${name} { location { timeZone } }`, operationName: name }),
    }),
  )
  await operationStored(gateway, location, name)
}

/**
 * Resolves when a request with this operation is stored, and with it what came before: both go in the background, in
 * their order.
 */
export async function operationStored({ clickhouse }: TestGateway, location: string, name: string): Promise<void> {
  const stored = 'SELECT 1 FROM api_requests WHERE location_id = {location:String} AND operation_name = {name:String}'
  const deadline = Date.now() + 60_000
  while ((await select(clickhouse, stored, { location, name })).length === 0) {
    if (Date.now() > deadline) throw new Error(`The operation ${name} was never stored.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** A token for one location with every scope. */
export const tokenOf = (gateway: TestGateway, location: string) =>
  gateway.token({ location_id: location, scope: 'read write manage erase', sub: marked(location, 'subject') }, 3_600)

async function accepted(answer: Promise<Response>): Promise<void> {
  const response = await answer
  if (!response.ok) throw new Error(`The location could not be filled: ${response.status} ${await response.text()}`)
}
