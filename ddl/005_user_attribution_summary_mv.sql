-- What is known per distinct id. Users are merged from it when they are read, so that a mapping re-attributes history at once.
CREATE TABLE user_attribution_summary_mv
(
    location_id String,
    distinct_id String,
    first_seen SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    is_identified SimpleAggregateFunction(max, UInt8),
    -- A set of hashes of event ids: an event that came twice counts once.
    event_hashes SimpleAggregateFunction(groupUniqArrayArray, Array(UInt64)),
    -- The sessions in which the id occurs, as in sessions_mv: the way from a person to its touches.
    session_keys SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
    -- Of the latest event that has a browser, else of the latest: browser, device type, time zone. Packed as in sessions_mv.
    device SimpleAggregateFunction(max, String)
)
ENGINE = AggregatingMergeTree
ORDER BY (location_id, distinct_id)
SETTINGS index_granularity = 64, min_compress_block_size = 8192, max_compress_block_size = 32768;

CREATE MATERIALIZED VIEW user_attribution_summary_from_events TO user_attribution_summary_mv AS
SELECT
    location_id,
    distinct_id,
    min(timestamp) AS first_seen,
    max(timestamp) AS last_seen,
    max(is_identified)::UInt8 AS is_identified,
    groupUniqArray(cityHash64(uuid)) AS event_hashes,
    groupUniqArrayIf(if(session_id = '', concat('~', distinct_id), session_id), session_id != '' OR is_visit) AS session_keys,
    max(concat(
        if(browser = '', '0', '1'),
        reverse(reinterpretAsFixedString(toUInt64(toUnixTimestamp64Milli(timestamp)))),
        reverse(reinterpretAsFixedString(uuid)),
        browser, '\0', device_type, '\0', time_zone)) AS device
FROM events
GROUP BY location_id, distinct_id;

-- Ids that are known from a statement about identity only: they belong to their person, and add nothing to any merge.
CREATE MATERIALIZED VIEW user_attribution_summary_from_mappings TO user_attribution_summary_mv AS
SELECT
    location_id,
    arrayJoin([anonymous_id, user_id]) AS distinct_id,
    toDateTime64('2299-12-31 23:59:59.999', 3, 'UTC') AS first_seen,
    toDateTime64(0, 3, 'UTC') AS last_seen
FROM identity_mappings
WHERE distinct_id != '';

-- First and last detection of each click id value.
CREATE TABLE click_ids_mv
(
    location_id String,
    distinct_id String,
    parameter LowCardinality(String),
    value String,
    first_detected_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_detected_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (location_id, distinct_id, parameter, value)
SETTINGS index_granularity = 128;

CREATE MATERIALIZED VIEW click_ids_from_events TO click_ids_mv AS
SELECT
    location_id,
    distinct_id,
    click_id.1 AS parameter,
    click_id.2 AS value,
    min(timestamp) AS first_detected_at,
    max(timestamp) AS last_detected_at
FROM events
ARRAY JOIN CAST(click_ids, 'Array(Tuple(String, String))') AS click_id
GROUP BY location_id, distinct_id, parameter, value
