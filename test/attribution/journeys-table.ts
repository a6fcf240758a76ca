import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'

/** How often a path of utm_sources was taken, with and without a `purchase` at its end. */
export interface PathCount {
  path: readonly string[]
  conversions: number
  nonConversions: number
}

const end = Date.UTC(2026, 1, 10, 10) / 1_000

/**
 * Stores a user per journey: a visit an hour apart per touch, and the purchase. Into the landing table itself, and made
 * by the engine, because a published data set has hundreds of thousands of journeys.
 */
export async function storeJourneys(
  { client }: ClickHouse,
  locationId: string,
  paths: readonly PathCount[],
): Promise<void> {
  const counts = paths.map(({ path, conversions, nonConversions }) => ({
    path,
    conversions,
    all: conversions + nonConversions,
  }))
  await client.command({
    query: `INSERT INTO events (location_id, distinct_id, timestamp, uuid, event, session_id, is_visit, touch, properties)
      WITH tuple(source, '', '', '', '', '', '', '', '', map())::Tuple(
          utm_source String, utm_medium String, utm_campaign String, utm_content String, utm_term String, referrer String,
          referring_domain String, landing_url String, landing_pathname String, click_ids Map(String, String)) AS touch
      SELECT
        {location_id:String}, user, toDateTime64({end:UInt32}, 3, 'UTC') - 3600 * (length(sources) - place), generateUUIDv4(concat(user, '/', toString(place), source)),
        if(source = '', 'purchase', '$pageview'), if(source = '', '', concat(user, '/', toString(place))), source != '', touch, '{}'
      FROM
      (
        SELECT path.path AS sources, concat(toString(number), '-', toString(journey)) AS user, journey < path.conversions AS converts
        FROM (SELECT arrayJoin(arrayZip({paths:Array(Array(String))}, {conversions:Array(UInt32)}, {all:Array(UInt32)}, {numbers:Array(UInt32)})) AS row,
          tuple(row.1, row.2)::Tuple(path Array(String), conversions UInt32) AS path, row.4 AS number, row.3 AS journeys)
        ARRAY JOIN range(journeys) AS journey
      )
      ARRAY JOIN arrayConcat(sources, if(converts, [''], [])) AS source, arrayMap(at -> least(at, length(sources)), arrayEnumerate(arrayConcat(sources, if(converts, [''], [])))) AS place`,
    query_params: {
      location_id: locationId,
      end,
      paths: counts.map(({ path }) => path),
      conversions: counts.map(({ conversions }) => conversions),
      all: counts.map(({ all }) => all),
      numbers: counts.map((_, number) => number),
    },
  })
}
