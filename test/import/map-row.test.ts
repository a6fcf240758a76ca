import { describe, expect, test } from 'vitest'
import { createRowMapper } from '../../src/import/map-row.ts'
import { type Mapping, parseColumns, parseRenames } from '../../src/import/mapping.ts'

const mapper = (columns: string[] = [], over: Partial<Mapping> = {}) =>
  createRowMapper({ columns: parseColumns(columns), rename: new Map(), ...over }, 64)
const time = '2025-02-23T00:00:00Z'
const timestampMs = Date.parse(time)

describe('row mapping', () => {
  test('a PostHog export row is read without being told how', () => {
    const row = {
      uuid: '018a981f-4b35-7c66-825e-8b0eeae65714',
      event: '$pageview',
      properties: '{"$current_url":"https://shop.example/","$lib":"web"}',
      distinct_id: 'ada',
      timestamp: time,
      created_at: '2025-03-01',
      _inserted_at: '2025-03-01',
      elements_chain: 'a:href="/"',
      person_id: 'p',
      person_properties: '{}',
      team_id: 1,
      set: '{"name":"Ada"}',
    }
    expect(mapper()(row)).toEqual({
      event: {
        uuid: row.uuid,
        event: '$pageview',
        distinctId: 'ada',
        timestampMs,
        properties: {
          $current_url: 'https://shop.example/',
          $lib: 'web',
          $elements_chain: 'a:href="/"',
          $set: { name: 'Ada' },
        },
      },
    })
  })

  test('own fields become the properties that posthog-js sends, other columns keep their name', () => {
    const map = mapper(['total=properties.revenue', 'secret=ignore'], {
      rename: parseRenames(['page_viewed=$pageview']),
    })
    expect(
      map({
        clientId: 'c',
        page_url: 'https://shop.example/?gclid=x',
        referrer: 'https://google.com/',
        timestamp: time,
        event_name: 'page_viewed',
        event_data: { $lib: 'x' },
        user_agent: 'UA',
        session_id: 's',
        total: '12.5',
        secret: 'x',
        colour: 'red',
      }),
    ).toEqual({
      event: {
        event: '$pageview',
        distinctId: 'c',
        timestampMs,
        properties: {
          $current_url: 'https://shop.example/?gclid=x',
          $referrer: 'https://google.com/',
          $raw_user_agent: 'UA',
          $session_id: 's',
          $lib: 'x',
          revenue: '12.5',
          colour: 'red',
        },
      },
    })
  })

  test('of several columns for a field the first non-empty one wins, and the other is not lost', () => {
    const map = mapper(['mail=distinct_id', 'login=distinct_id'], { eventName: 'lead' })
    expect(map({ login: 'l', mail: 'm', t: '', time })).toMatchObject({
      event: { event: 'lead', distinctId: 'm', properties: { login: 'l' } },
    })
    expect(map({ login: 'l', mail: '', time })).toMatchObject({ event: { distinctId: 'l' } })
    // A mapped field is no longer guessed.
    expect(map({ distinct_id: 'd', time })).toMatchObject({ defect: { reason: 'missing_distinct_id' } })
  })

  test.each([
    ['missing_event_name', { distinct_id: 'd', timestamp: time }],
    ['event_name_too_long', { event: 'e'.repeat(201), distinct_id: 'd', timestamp: time }],
    ['missing_distinct_id', { event: 'e', distinct_id: ' ', timestamp: time }],
    ['invalid_timestamp', { event: 'e', distinct_id: 'd', timestamp: 'soon' }],
    ['invalid_timestamp', { event: 'e', distinct_id: 'd' }],
    ['invalid_properties', { event: 'e', distinct_id: 'd', timestamp: time, properties: '{oops' }],
    ['invalid_properties', { event: 'e', distinct_id: 'd', timestamp: time, properties: '[1]' }],
    [
      'too_deep',
      { event: 'e', distinct_id: 'd', timestamp: time, properties: `${'{"a":'.repeat(100)}1${'}'.repeat(100)}` },
    ],
  ])('%s', (reason, row) => {
    expect(mapper()(row)).toMatchObject({ defect: { reason } })
  })

  test('an unknown field is refused with the ones there are', () => {
    expect(() => parseColumns(['a=distinctid'])).toThrow(/no field "distinctid".*distinct_id.*properties\.<name>/)
    expect(() => parseColumns(['a'])).toThrow(/expected column=field/)
  })
})
