-- One row per session after merging: every column merges the same way, however often and in whichever order its events come.
-- Values that belong to one event are packed into one text: a digit for its rank, its time and its id, each 8 and 16 bytes in the order
-- of their values, then from the 26th byte on the values, with '\0' between them (no stored text holds one). So `min` and `max` of the
-- texts choose one event by rank, time and id, and take its values together. Tuples would say the same, but parts of them take
-- two and a half times as long to merge. Values that are asked for apart from each other are packed apart.
-- Visit events without a session id are kept by distinct id and time: which sessions they form is known when all are read.
CREATE TABLE sessions_mv
(
    location_id String,
    -- The session id, or '~distinct id'.
    session_key String,
    -- The time of an event without a session id; else 1970.
    loose_at DateTime64(3, 'UTC'),
    started_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    ended_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    -- A set of hashes of event ids: an event that came twice counts once. The last three bits are 1 for a page view, as in
    -- location_metrics_mv, else 0.
    event_hashes SimpleAggregateFunction(groupUniqArrayArray, Array(UInt64)),
    -- Of the hashes of page views; equal where there is one. What asks for bounces needs not read the set.
    least_pageview SimpleAggregateFunction(min, UInt64),
    greatest_pageview SimpleAggregateFunction(max, UInt64),
    -- What some event of it is, one bit each: 1 an interaction, 2 a visit event, 4 one of a visitor who is not identified, 8 of one who is
    -- (a server does not say), 16 an identification. One column of bits merges faster than a column for each.
    flags SimpleAggregateFunction(groupBitOr, UInt8),
    distinct_ids SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
    -- Rank 0; a distinct id.
    first SimpleAggregateFunction(min, String),
    last SimpleAggregateFunction(max, String),
    -- The event that opened the visit: page views first, then other events of the visitor, then the rest; the earliest of them.
    -- Channel, channel group, utm_source, utm_medium, utm_campaign, referring domain.
    entry SimpleAggregateFunction(min, String),
    -- Of the same event, by the same order: URL, path, and the whole touch as the text of its tuple.
    landing SimpleAggregateFunction(min, String),
    -- URL and path of the last page view, else of the last event.
    exit SimpleAggregateFunction(max, String),
    -- Of the earliest event that has one; rank 1 alone says that there is none. Id and name.
    funnel SimpleAggregateFunction(min, String),
    page SimpleAggregateFunction(min, String),
    affiliate SimpleAggregateFunction(min, String),
    -- Of the earliest event that has a browser, else of the earliest: browser, device type, time zone.
    device SimpleAggregateFunction(min, String),
    -- Session ids of SDKs begin with their time, so a month of sessions lies together.
    INDEX started_at_range started_at TYPE minmax GRANULARITY 4
)
ENGINE = AggregatingMergeTree
ORDER BY (location_id, session_key, loose_at)
-- A person's sessions lie far apart: each costs one granule, and one compressed block of each column.
SETTINGS index_granularity = 64, min_compress_block_size = 8192, max_compress_block_size = 32768;

CREATE MATERIALIZED VIEW sessions_from_events TO sessions_mv AS
WITH
    event IN ('$pageview', 'pageview', '$screen') AS is_pageview,
    bitShiftLeft(cityHash64(uuid), 3) + is_pageview AS event_hash,
    concat(
        reverse(reinterpretAsFixedString(toUInt64(toUnixTimestamp64Milli(timestamp)))),
        reverse(reinterpretAsFixedString(uuid))) AS moment,
    concat(multiIf(is_visit AND is_pageview, '0', is_visit, '1', '2'), moment) AS earliest_visit,
    concat(multiIf(is_visit AND is_pageview, '2', is_visit, '1', '0'), moment) AS latest_visit
SELECT
    location_id,
    if(session_id = '', concat('~', distinct_id), session_id) AS session_key,
    if(session_id = '', timestamp, toDateTime64(0, 3, 'UTC')) AS loose_at,
    min(timestamp) AS started_at,
    max(timestamp) AS ended_at,
    groupUniqArray(event_hash) AS event_hashes,
    min(if(is_pageview, event_hash, 18446744073709551615)) AS least_pageview,
    max(if(is_pageview, event_hash, 0)) AS greatest_pageview,
    groupBitOr(((event = '$autocapture') + 2 * is_visit + if(is_visit, if(is_identified, 8, 4), 0) + 16 * (event = '$identify'))::UInt8) AS flags,
    groupUniqArray(distinct_id) AS distinct_ids,
    min(concat('0', moment, distinct_id)) AS first,
    max(concat('0', moment, distinct_id)) AS last,
    min(concat(
        earliest_visit, channel, '\0', channel_group, '\0',
        touch.utm_source, '\0', touch.utm_medium, '\0', touch.utm_campaign, '\0', touch.referring_domain)) AS entry,
    min(concat(earliest_visit, current_url, '\0', events.pathname, '\0', toString(touch))) AS landing,
    max(concat(latest_visit, current_url, '\0', events.pathname)) AS exit,
    min(if(funnel_id = '' AND funnel_name = '', '1', concat('0', moment, funnel_id, '\0', funnel_name))) AS funnel,
    min(if(page_id = '', '1', concat('0', moment, page_id))) AS page,
    min(if(affiliate_id = '', '1', concat('0', moment, affiliate_id))) AS affiliate,
    min(concat(if(browser = '', '1', '0'), moment, browser, '\0', device_type, '\0', time_zone)) AS device
FROM events
WHERE session_id != '' OR is_visit
GROUP BY location_id, session_key, loose_at
