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

interface Wire {
  event: string
  distinct_id: string
  properties?: object
}

/**
 * Everything that a location can have, through the doors that its users take. Half of its ids (`shared-…`) are those of the other
 * location too, with other values: what joins by id alone mixes the two.
 */
export async function fillLocation(gateway: TestGateway, location: string): Promise<void> {
  const is = (text: string) => marked(location, text)
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
  )
  const batch = events.map((event, number) => ({
    ...event,
    uuid: event.distinct_id === 'shared-visitor' ? uuidOf(own, number) : uuidOf(location, number),
    timestamp: new Date(Date.UTC(2026, number % 3, 1 + (number % 27), number % 24)).toISOString(),
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
}

/** A token for one location with every scope. */
export const tokenOf = (gateway: TestGateway, location: string) =>
  gateway.token({ location_id: location, scope: 'read write manage erase', sub: marked(location, 'subject') }, 3_600)

async function accepted(answer: Promise<Response>): Promise<void> {
  const response = await answer
  if (!response.ok) throw new Error(`The location could not be filled: ${response.status} ${await response.text()}`)
}
