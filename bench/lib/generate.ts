import { readFileSync } from 'node:fs'
import { createClassifier } from '../../src/channels/classify.ts'
import { listedSources } from '../../src/channels/listed-sources.ts'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'

/** Where visits come from, each with its share in percent. */
const origins = [
  { share: 25 },
  { share: 20, domain: 'google.com' },
  { share: 12, source: 'google', medium: 'cpc', campaign: 'brand', domain: 'google.com', click: 'gclid' },
  { share: 10, source: 'facebook', medium: 'paid_social', campaign: 'spring', domain: 'facebook.com', click: 'fbclid' },
  { share: 5, domain: 'instagram.com' },
  { share: 8, source: 'newsletter', medium: 'email', campaign: 'weekly' },
  { share: 4, domain: 'bing.com' },
  { share: 4, source: 'tiktok', medium: 'cpc', campaign: 'clips', click: 'ttclid' },
  { share: 6, domain: 'blog.example' },
  { share: 2, domain: 'youtube.com' },
  { share: 2, domain: 'chatgpt.com' },
  { share: 2, source: 'partner', medium: 'affiliate', campaign: 'deals' },
]

export interface DataSet {
  events: number
  locations: number
  people: number
  sessions: number
}

const statement = readFileSync(new URL('./generate.sql', import.meta.url), 'utf8')
const sessionsAtOnce = 25_000
const eventsPerSession = 7.4

/**
 * Fills a migrated database with about so many events, inside the engine: locations of very different sizes, returning
 * people on several devices of whom some sign in, sessions, conversions. Materialized views are fed as by any insert.
 */
export async function generate(
  { client }: ClickHouse,
  events: number,
  { locations = 500, onProgress = () => undefined }: { locations?: number; onProgress?: (share: number) => void } = {},
): Promise<DataSet> {
  const classify = createClassifier(listedSources)
  const sources = origins.map(({ source = '', medium = '', campaign = '', domain = '', click = '' }) => {
    const { channel, channelGroup } = classify({
      utm_source: source,
      utm_medium: medium,
      utm_campaign: campaign,
      utm_content: '',
      utm_term: '',
      referrer: domain === '' ? '' : `https://${domain}/`,
      referring_domain: domain,
      landing_url: '',
      landing_pathname: '/',
      click_ids: click === '' ? {} : { [click]: 'x' },
    })
    return [source, medium, campaign, domain, click, channel, channelGroup]
  })
  const bounds = origins.map((_, index) => origins.slice(0, index + 1).reduce((sum, { share }) => sum + share, 0))
  const sessions = Math.ceil(events / eventsPerSession)
  const command = (query: string, query_params: Record<string, unknown> = {}) => client.command({ query, query_params })
  for (let first = 0; first < sessions; first += sessionsAtOnce) {
    const last = Math.min(sessions, first + sessionsAtOnce)
    const received_at = '2026-07-01 00:00:00.000'
    const origin = { sources: tuples(sources), bounds }
    await command(statement, { ...origin, first, last, sessions, locations, received_at })
    onProgress(last / sessions)
  }
  await command('INSERT INTO event_ids SELECT location_id, uuid, received_at FROM events')
  await command(`INSERT INTO identity_mappings
    SELECT location_id, JSONExtractString(properties, '$anon_distinct_id'), distinct_id, '$identify', timestamp, uuid, '', received_at
    FROM events WHERE event = '$identify'`)
  const result = await client.query({
    query: `SELECT count() AS events, uniqExact(location_id) AS locations, uniqExact(location_id, session_id) AS sessions,
      (SELECT uniqExact(location_id, distinct_id) FROM user_attribution_summary_mv) AS people FROM events`,
    format: 'JSONEachRow',
  })
  const [row] = await result.json<Record<keyof DataSet, string>>()
  const count = (name: keyof DataSet) => Number(row?.[name] ?? 0)
  return {
    events: count('events'),
    locations: count('locations'),
    people: count('people'),
    sessions: count('sessions'),
  }
}

/** As the engine reads an array of tuples of texts. */
function tuples(rows: readonly (readonly string[])[]): string {
  return `[${rows.map((row) => `(${row.map((text) => `'${text}'`).join(',')})`).join(',')}]`
}
