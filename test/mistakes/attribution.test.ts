import { expect, test } from 'vitest'
import { testGateway } from '../testkit/gateway.ts'
import { askOslo, captureApart, event, identify, page } from './visits.ts'

// Mistakes of earlier implementations, by their numbers; each comment says what the old behaviour answers.

const attributed = `users(orderBy: { field: FIRST_SEEN, direction: ASC }) { nodes {
  userId attribution { firstTouch { utmSource } lastTouch { utmSource } } } }`
const user = (userId: string, first: string, last = first) => ({
  userId,
  attribution: { firstTouch: { utmSource: first }, lastTouch: { utmSource: last } },
})

test('4: people without a mapping stay apart, and a late mapping moves the first touch', async () => {
  await using gateway = await testGateway()
  await captureApart(gateway, [
    page('anon-1', 's1', '2026-03-01T10:00:00Z', { utm_source: 'letter' }),
    page('anon-2', 's2', '2026-03-01T11:00:00Z', { utm_source: 'radio' }),
    page('anon-3', 's3', '2026-03-01T12:00:00Z', { utm_source: 'poster' }),
    identify('known', 'anon-3', 's3', '2026-03-01T12:01:00Z'),
    page('ada', 's4', '2026-03-02T10:00:00Z', { utm_source: 'search' }),
  ])
  // Old: anon-1, anon-2 and ada are one user '', whose first touch is the letter.
  expect(await askOslo(gateway, attributed)).toEqual({
    users: {
      nodes: [user('anon-1', 'letter'), user('anon-2', 'radio'), user('known', 'poster'), user('ada', 'search')],
    },
  })
  await captureApart(gateway, [identify('ada', 'anon-1', 's4', '2026-03-02T10:05:00Z')])
  // Old: the touch stays where it was written, because the view had joined before the mapping came.
  expect(
    await askOslo(
      gateway,
      `${attributed} metrics(range: { from: "2026-03-01", to: "2026-03-02" }) { uniqueUsers }
       event: events(first: 1, filter: { before: "2026-03-01T10:30:00Z" }) { nodes { distinctId user { userId } } }`,
    ),
  ).toEqual({
    users: { nodes: [user('ada', 'letter', 'search'), user('anon-2', 'radio'), user('known', 'poster')] },
    metrics: [{ uniqueUsers: 3 }, { uniqueUsers: 1 }],
    event: { nodes: [{ distinctId: 'anon-1', user: { userId: 'ada' } }] },
  })
})

test('5: the history of a user is that of all their ids, whichever of them is asked for', async () => {
  await using gateway = await testGateway()
  await captureApart(gateway, [
    page('phone', 's1', '2026-03-01T10:00:00Z'),
    page('laptop', 's2', '2026-03-02T10:00:00Z'),
    identify('ada', 'phone', 's1', '2026-03-01T10:01:00Z'),
    identify('ada', 'laptop', 's2', '2026-03-02T10:01:00Z'),
    page('stranger', 's3', '2026-03-02T11:00:00Z'),
  ])
  const fields = `userId distinctIds firstSeenAt eventCount sessionCount
    events { totalCount nodes { distinctId } } sessions { nodes { sessionId } }`
  const { ada, phone } = await askOslo(
    gateway,
    `ada: user(by: { userId: "ada" }) { ${fields} } phone: user(by: { distinctId: "phone" }) { ${fields} }`,
  )
  // Old: ada has the two $identify only, and phone has nothing any more.
  expect(ada).toEqual({
    userId: 'ada',
    distinctIds: ['ada', 'laptop', 'phone'],
    firstSeenAt: '2026-03-01T10:00:00.000Z',
    eventCount: 4,
    sessionCount: 2,
    events: { totalCount: 4, nodes: ['ada', 'laptop', 'ada', 'phone'].map((distinctId) => ({ distinctId })) },
    sessions: { nodes: [{ sessionId: 's2' }, { sessionId: 's1' }] },
  })
  expect(phone).toEqual(ada)
})

test('8: a touch is of one visit: what it does not say is not taken from another', async () => {
  await using gateway = await testGateway()
  await captureApart(gateway, [
    page('ada', 's1', '2026-03-01T10:00:00Z', { utm_source: 'letter' }),
    // A second page of the first visit has a campaign too: the touch is that of the entry.
    page('ada', 's1', '2026-03-01T10:01:00Z', { utm_content: 'footer' }),
    page('ada', 's2', '2026-03-02T10:00:00Z', {
      $current_url: 'https://shop.example/sale?gclid=G1',
      utm_source: 'google',
      utm_medium: 'cpc',
      utm_campaign: 'spring',
    }),
    page('ada', 's3', '2026-03-03T10:00:00Z', { utm_campaign: 'summer' }),
    page('ada', 's4', '2026-03-04T10:00:00Z'),
  ])
  const fields = 'occurredAt utmSource utmMedium utmCampaign utmContent clickIds { value }'
  const touch = (day: number, over: object = {}) => ({
    occurredAt: `2026-03-0${day}T10:00:00.000Z`,
    utmSource: null,
    utmMedium: null,
    utmCampaign: null,
    utmContent: null,
    clickIds: [],
    ...over,
  })
  // Old: the first is letter, cpc, spring, footer with gclid G1, and the last google, cpc, summer, footer: of four
  // visits each.
  expect(
    await askOslo(
      gateway,
      `user(by: { userId: "ada" }) { attribution { firstTouch { ${fields} } lastTouch { ${fields} } }
        sessions { nodes { touch { ${fields} } } } }`,
    ),
  ).toEqual({
    user: {
      attribution: { firstTouch: touch(1, { utmSource: 'letter' }), lastTouch: touch(4) },
      sessions: {
        nodes: [
          { touch: touch(4) },
          { touch: touch(3, { utmCampaign: 'summer' }) },
          {
            touch: touch(2, {
              utmSource: 'google',
              utmMedium: 'cpc',
              utmCampaign: 'spring',
              clickIds: [{ value: 'G1' }],
            }),
          },
          { touch: touch(1, { utmSource: 'letter' }) },
        ],
      },
    },
  })
})

test('8: a value with the character that separates stored values shifts no other', async () => {
  await using gateway = await testGateway()
  await captureApart(gateway, [
    page('property', 's1', '2026-03-01T10:00:00Z', {
      utm_source: `a\u0000b`,
      utm_medium: 'cpc',
      utm_campaign: `it's \\ "1"`,
    }),
    page('url', 's2', '2026-03-01T11:00:00Z', {
      $current_url: `https://shop.example/?utm_source=a%00b&utm_medium=cpc&utm_campaign=it's+%5C+%221%22`,
    }),
    // An id is not such a value: it stays as it is, and stands for the same person.
    page('anon\u0000', 's3', '2026-03-01T12:00:00Z', { utm_source: 'letter' }),
    identify('ada', 'anon\u0000', 's3', '2026-03-01T12:01:00Z'),
  ])
  const answer = await askOslo(
    gateway,
    `users(orderBy: { field: FIRST_SEEN, direction: ASC }) { nodes { userId attribution { firstTouch { utmSource utmMedium utmCampaign } } } }
     sessions(orderBy: { field: STARTED_AT, direction: ASC }, filter: { utmSource: ["a\ufffdb"] }) { nodes { sessionId touch { utmMedium } } }`,
  )
  const firstTouch = { utmSource: 'a\ufffdb', utmMedium: 'cpc', utmCampaign: `it's \\ "1"` }
  const letter = { utmSource: 'letter', utmMedium: null, utmCampaign: null }
  expect(answer).toEqual({
    users: {
      nodes: [
        { userId: 'property', attribution: { firstTouch } },
        { userId: 'url', attribution: { firstTouch } },
        { userId: 'ada', attribution: { firstTouch: letter } },
      ],
    },
    sessions: {
      nodes: [
        { sessionId: 's1', touch: { utmMedium: 'cpc' } },
        { sessionId: 's2', touch: { utmMedium: 'cpc' } },
      ],
    },
  })
})

test('10: first and last are by time, not by alphabet', async () => {
  await using gateway = await testGateway()
  const sources = ['middle', 'alpha', 'zebra', 'later']
  await captureApart(
    gateway,
    sources.map((utm_source, day) =>
      page('ada', `s${9 - day}`, `2026-03-0${day + 1}T10:00:00Z`, {
        utm_source,
        $current_url: `https://shop.example/${utm_source}`,
      }),
    ),
  )
  const fields = 'utmSource landingPathname'
  // Old: alpha first and zebra last.
  expect(
    await askOslo(
      gateway,
      `user(by: { userId: "ada" }) { attribution { firstTouch { ${fields} } lastTouch { ${fields} } } }
       byMinimum: users(filter: { firstUtmSource: ["alpha"] }) { totalCount }
       byTime: users(filter: { firstUtmSource: ["middle"], lastUtmSource: ["later"] }) { totalCount }`,
    ),
  ).toEqual({
    user: {
      attribution: {
        firstTouch: { utmSource: 'middle', landingPathname: '/middle' },
        lastTouch: { utmSource: 'later', landingPathname: '/later' },
      },
    },
    byMinimum: { totalCount: 0 },
    byTime: { totalCount: 1 },
  })
})

test('11: a user with a mapping is identified', async () => {
  await using gateway = await testGateway()
  const server = { $lib: 'posthog-node', $session_id: null }
  await captureApart(gateway, [
    page('anon', 's1', '2026-03-01T10:00:00Z'),
    page('stranger', 's2', '2026-03-01T11:00:00Z'),
    // No event says that its person is identified: only the mapping does.
    event('$create_alias', 'ada', '', '2026-03-01T12:00:00Z', { ...server, alias: 'anon' }),
  ])
  // Old: nobody is identified.
  expect(
    await askOslo(
      gateway,
      `anon: user(by: { distinctId: "anon" }) { userId isIdentified identityMappings { anonymousId userId source } }
       identified: users(filter: { identified: true }) { nodes { userId } }
       others: users(filter: { identified: false }) { nodes { userId } }`,
    ),
  ).toEqual({
    anon: {
      userId: 'ada',
      isIdentified: true,
      identityMappings: [{ anonymousId: 'anon', userId: 'ada', source: '$create_alias' }],
    },
    identified: { nodes: [{ userId: 'ada' }] },
    others: { nodes: [{ userId: 'stranger' }] },
  })
})

test('15: an anonymous id belongs to one user, whichever mapping arrived first', async () => {
  await using gateway = await testGateway()
  const early = identify('ada', 'anon', 's', '2026-03-01T10:01:00Z')
  const late = identify('bob', 'anon', 's2', '2026-03-01T10:02:00Z')
  await captureApart(gateway, [page('anon', 's0', '2026-03-01T10:00:00Z')], [late], [early])
  // Old: anon belongs to both, so that its page view counts twice; or to bob, who was written first.
  expect(
    await askOslo(
      gateway,
      `users(orderBy: { field: FIRST_SEEN, direction: ASC }) { totalCount nodes { userId distinctIds eventCount } }
       sessions(filter: { sessionId: ["s0"] }) { totalCount nodes { user { userId } } }
       metrics(range: { from: "2026-03-01", to: "2026-03-01" }) { eventCount uniqueUsers }`,
    ),
  ).toEqual({
    users: {
      totalCount: 2,
      nodes: [
        { userId: 'ada', distinctIds: ['ada', 'anon'], eventCount: 2 },
        { userId: 'bob', distinctIds: ['bob'], eventCount: 1 },
      ],
    },
    sessions: { totalCount: 1, nodes: [{ user: { userId: 'ada' } }] },
    metrics: [{ eventCount: 3, uniqueUsers: 2 }],
  })
})
