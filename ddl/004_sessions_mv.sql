-- One row per session after merging: every column merges the same way, however often and in whichever order its events come. `min` and
-- `max` of a tuple choose one event's values together by what stands first in it (rank, time, event id), and FINAL reads them merged.
-- Beware: a tuple must be read whole, `SELECT entry.channel FROM sessions_mv FINAL` gives that of any row. So values that are asked for
-- apart from each other stand in tuples of their own.
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
    -- Sets of hashes of event ids: an event that came twice counts once.
    event_ids AggregateFunction(uniqExact, UInt64),
    pageview_ids AggregateFunction(uniqExactIf, UInt64, UInt8),
    interaction_ids AggregateFunction(uniqExactIf, UInt64, UInt8),
    has_visit SimpleAggregateFunction(max, UInt8),
    -- Over visit events only: a server does not say whether the visitor was identified.
    identified_from SimpleAggregateFunction(min, UInt8),
    identified_to SimpleAggregateFunction(max, UInt8),
    identify_count SimpleAggregateFunction(max, UInt8),
    distinct_ids SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
    first SimpleAggregateFunction(min, Tuple(at DateTime64(3, 'UTC'), uuid UUID, distinct_id String)),
    last SimpleAggregateFunction(max, Tuple(at DateTime64(3, 'UTC'), uuid UUID, distinct_id String)),
    -- The event that opened the visit: page views first, then other events of the visitor, then the rest; the earliest of them.
    entry SimpleAggregateFunction(min, Tuple(rank UInt8, at DateTime64(3, 'UTC'), uuid UUID, channel String, channel_group String)),
    -- Of the same event, by the same order.
    origin SimpleAggregateFunction(min, Tuple(rank UInt8, at DateTime64(3, 'UTC'), uuid UUID,
        utm_source String, utm_medium String, utm_campaign String, referring_domain String)),
    landing SimpleAggregateFunction(min, Tuple(rank UInt8, at DateTime64(3, 'UTC'), uuid UUID,
        url String, pathname String, touch Tuple(
            utm_source String, utm_medium String, utm_campaign String, utm_content String, utm_term String,
            referrer String, referring_domain String, landing_url String, landing_pathname String,
            click_ids Map(String, String)))),
    exit SimpleAggregateFunction(max, Tuple(rank UInt8, at DateTime64(3, 'UTC'), uuid UUID, url String, pathname String)),
    -- Of the earliest event that has one; without any, the same for all sessions, which takes no room.
    funnel SimpleAggregateFunction(min, Tuple(is_absent UInt8, at DateTime64(3, 'UTC'), uuid UUID, funnel_id String, funnel_name String)),
    page SimpleAggregateFunction(min, Tuple(is_absent UInt8, at DateTime64(3, 'UTC'), uuid UUID, page_id String)),
    affiliate SimpleAggregateFunction(min, Tuple(is_absent UInt8, at DateTime64(3, 'UTC'), uuid UUID, affiliate_id String)),
    device SimpleAggregateFunction(min, Tuple(is_absent UInt8, at DateTime64(3, 'UTC'), uuid UUID,
        browser String, device_type String, time_zone String))
)
ENGINE = AggregatingMergeTree
ORDER BY (location_id, session_key, loose_at)
SETTINGS index_granularity = 512;

CREATE MATERIALIZED VIEW sessions_from_events TO sessions_mv AS
WITH
    event IN ('$pageview', 'pageview', '$screen') AS is_pageview,
    multiIf(is_visit AND is_pageview, 0, is_visit, 1, 2)::UInt8 AS entry_rank,
    multiIf(is_visit AND is_pageview, 2, is_visit, 1, 0)::UInt8 AS exit_rank,
    cityHash64(uuid) AS event_hash,
    toDateTime64(0, 3, 'UTC') AS never,
    toUUID('00000000-0000-0000-0000-000000000000') AS nobody
SELECT
    location_id,
    if(session_id = '', concat('~', distinct_id), session_id) AS session_key,
    if(session_id = '', timestamp, never) AS loose_at,
    min(timestamp) AS started_at,
    max(timestamp) AS ended_at,
    uniqExactState(event_hash) AS event_ids,
    uniqExactIfState(event_hash, is_pageview) AS pageview_ids,
    uniqExactIfState(event_hash, event = '$autocapture') AS interaction_ids,
    max(is_visit)::UInt8 AS has_visit,
    min(is_identified OR NOT is_visit)::UInt8 AS identified_from,
    max(is_identified AND is_visit)::UInt8 AS identified_to,
    max(event = '$identify')::UInt8 AS identify_count,
    groupUniqArray(distinct_id) AS distinct_ids,
    min((timestamp, uuid, distinct_id)) AS first,
    max((timestamp, uuid, distinct_id)) AS last,
    min((entry_rank, timestamp, uuid, toString(channel), toString(channel_group))) AS entry,
    min((entry_rank, timestamp, uuid, touch.utm_source, touch.utm_medium, touch.utm_campaign, touch.referring_domain)) AS origin,
    min((entry_rank, timestamp, uuid, current_url, events.pathname, touch)) AS landing,
    max((exit_rank, timestamp, uuid, current_url, events.pathname)) AS exit,
    min(if(funnel_id = '' AND funnel_name = '', (1::UInt8, never, nobody, '', ''), (0::UInt8, timestamp, uuid, funnel_id, funnel_name))) AS funnel,
    min(if(page_id = '', (1::UInt8, never, nobody, ''), (0::UInt8, timestamp, uuid, page_id))) AS page,
    min(if(affiliate_id = '', (1::UInt8, never, nobody, ''), (0::UInt8, timestamp, uuid, affiliate_id))) AS affiliate,
    min(((browser = '')::UInt8, timestamp, uuid, toString(browser), toString(device_type), toString(time_zone))) AS device
FROM events
WHERE session_id != '' OR is_visit
GROUP BY location_id, session_key, loose_at
