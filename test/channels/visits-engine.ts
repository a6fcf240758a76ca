import { type Classification, createClassifier } from '../../src/channels/classify.ts'
import type { CustomRule } from '../../src/channels/custom-rules.ts'
import type { Touch } from '../../src/channels/evidence.ts'
import { listedSources } from '../../src/channels/listed-sources.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate, readMigrations } from '../../src/clickhouse/migrate.ts'
import { testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'

/** As the gateway classifies what comes in, without own rules. */
const classify = createClassifier(listedSources)

export interface Visit {
  locationId: string
  touch: Touch
  hasVisit?: boolean
}

/**
 * The real `visits` over sessions that are plain rows: what classifies is tested without what merges.
 * @param database a name of its own: engines of one process share their databases.
 */
export async function visitsEngine(database: string) {
  const clickhouse = await createClickHouse(testConfig({ CLICKHOUSE_DATABASE: database }))
  const { client } = clickhouse
  await client.command({
    query: `CREATE TABLE given (location_id String, session_id String, has_visit UInt8, channel String, channel_group String, touch Tuple(
      utm_source String, utm_medium String, utm_campaign String, utm_content String, utm_term String, referrer String,
      referring_domain String, landing_url String, landing_pathname String, click_ids Map(String, String)))
      ENGINE = MergeTree ORDER BY (location_id, session_id)`,
  })
  await client.command({
    query: `CREATE VIEW merged_sessions AS SELECT * FROM given WHERE location_id IN {location_ids:Array(String)}`,
  })
  const needed = ['009_channel_rules', '011_visits']
  await migrate(clickhouse, { migrations: readMigrations().filter(({ name }) => needed.includes(name)) })

  async function insertVisits(visits: readonly Visit[]): Promise<void> {
    await client.insert({
      table: 'given',
      format: 'JSONEachRow',
      values: visits.map(({ locationId, touch, hasVisit = true }, index) => {
        const { channel, channelGroup } = classify(touch)
        return {
          location_id: locationId,
          session_id: String(index).padStart(6, '0'),
          has_visit: hasVisit ? 1 : 0,
          touch,
          channel,
          channel_group: channelGroup,
        }
      }),
    })
  }

  async function setRules(locationId: string, rules: readonly CustomRule[]): Promise<void> {
    await client.insert({
      table: 'channel_rules',
      format: 'JSONEachRow',
      values: [
        {
          location_id: locationId,
          rules: rules.map(({ channel, channelGroup, conditions }) => ({
            channel,
            channel_group: channelGroup ?? '',
            conditions,
          })),
          set_at: new Date().toISOString(),
          set_by: 'test',
          uuid: crypto.randomUUID(),
        },
      ],
    })
  }

  /** In the order of the sessions. */
  async function classified(locationIds: readonly string[]): Promise<(Classification & { locationId: string })[]> {
    const rows = await query<{ location_id: string; channel: string; channel_group: string }>(
      `SELECT location_id, channel, channel_group FROM ${visitsOf} ORDER BY session_id`,
      locationIds,
    )
    return rows.map((row) => ({ locationId: row.location_id, channel: row.channel, channelGroup: row.channel_group }))
  }

  const query = <T>(sql: string, locationIds: readonly string[]) =>
    select<T>(clickhouse, sql, { location_ids: locationIds })

  return { clickhouse, insertVisits, setRules, classified, query, close: () => clickhouse.close() }
}

export const visitsOf = 'visits(location_ids = {location_ids:Array(String)})'
