-- One row per session after merging: every state is idempotent, so that blocks, retries and their order do not matter.
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
    event_ids AggregateFunction(uniqExact, UUID),
    pageview_ids AggregateFunction(uniqExactIf, UUID, UInt8),
    interaction_ids AggregateFunction(uniqExactIf, UUID, UInt8),
    has_visit SimpleAggregateFunction(max, UInt8),
    -- Over visit events only: a server does not say whether the visitor was identified.
    identified_from SimpleAggregateFunction(min, UInt8),
    identified_to SimpleAggregateFunction(max, UInt8),
    identify_count SimpleAggregateFunction(max, UInt8),
    distinct_ids SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
    last_distinct_id AggregateFunction(argMax, String, Tuple(DateTime64(3, 'UTC'), UUID)),
    first_distinct_id AggregateFunction(argMin, String, Tuple(DateTime64(3, 'UTC'), UUID)),
    -- The event that opened the visit: page views first, then other events of the visitor, then the rest; the earliest of them.
    entry AggregateFunction(argMin,
        Tuple(url String, pathname String, occurred_at DateTime64(3, 'UTC'), touch Tuple(
            utm_source String, utm_medium String, utm_campaign String, utm_content String, utm_term String,
            referrer String, referring_domain String, landing_url String, landing_pathname String,
            click_ids Map(String, String))),
        Tuple(UInt8, DateTime64(3, 'UTC'), UUID)),
    -- That of the touch above: of the same event.
    classification AggregateFunction(argMin, Tuple(channel String, channel_group String), Tuple(UInt8, DateTime64(3, 'UTC'), UUID)),
    exit AggregateFunction(argMax, Tuple(url String, pathname String), Tuple(UInt8, DateTime64(3, 'UTC'), UUID)),
    funnel AggregateFunction(argMin, Tuple(funnel_id String, funnel_name String), Tuple(UInt8, DateTime64(3, 'UTC'), UUID)),
    page_id AggregateFunction(argMin, String, Tuple(UInt8, DateTime64(3, 'UTC'), UUID)),
    affiliate_id AggregateFunction(argMin, String, Tuple(UInt8, DateTime64(3, 'UTC'), UUID)),
    device AggregateFunction(argMin, Tuple(browser String, device_type String, time_zone String),
        Tuple(UInt8, DateTime64(3, 'UTC'), UUID))
)
ENGINE = AggregatingMergeTree
ORDER BY (location_id, session_key, loose_at)
SETTINGS index_granularity = 512;

CREATE MATERIALIZED VIEW sessions_from_events TO sessions_mv AS
WITH
    event IN ('$pageview', 'pageview', '$screen') AS is_pageview,
    multiIf(is_visit AND is_pageview, 0, is_visit, 1, 2)::UInt8 AS entry_rank,
    multiIf(is_visit AND is_pageview, 2, is_visit, 1, 0)::UInt8 AS exit_rank
SELECT
    location_id,
    if(session_id = '', concat('~', distinct_id), session_id) AS session_key,
    if(session_id = '', timestamp, toDateTime64(0, 3, 'UTC')) AS loose_at,
    min(timestamp) AS started_at,
    max(timestamp) AS ended_at,
    uniqExactState(uuid) AS event_ids,
    uniqExactIfState(uuid, is_pageview) AS pageview_ids,
    uniqExactIfState(uuid, event = '$autocapture') AS interaction_ids,
    max(is_visit)::UInt8 AS has_visit,
    min(is_identified OR NOT is_visit)::UInt8 AS identified_from,
    max(is_identified AND is_visit)::UInt8 AS identified_to,
    max(event = '$identify')::UInt8 AS identify_count,
    groupUniqArray(distinct_id) AS distinct_ids,
    argMaxState(distinct_id, (timestamp, uuid)) AS last_distinct_id,
    argMinState(distinct_id, (timestamp, uuid)) AS first_distinct_id,
    argMinState((current_url, pathname, timestamp, touch)::Tuple(url String, pathname String, occurred_at DateTime64(3, 'UTC'), touch Tuple(
            utm_source String, utm_medium String, utm_campaign String, utm_content String, utm_term String,
            referrer String, referring_domain String, landing_url String, landing_pathname String,
            click_ids Map(String, String))),
        (entry_rank, timestamp, uuid)) AS entry,
    argMinState((channel, channel_group)::Tuple(channel String, channel_group String), (entry_rank, timestamp, uuid)) AS classification,
    argMaxState((current_url, pathname)::Tuple(url String, pathname String), (exit_rank, timestamp, uuid)) AS exit,
    argMinState((funnel_id, funnel_name)::Tuple(funnel_id String, funnel_name String),
        ((funnel_id = '' AND funnel_name = '')::UInt8, timestamp, uuid)) AS funnel,
    argMinState(page_id, ((page_id = '')::UInt8, timestamp, uuid)) AS page_id,
    argMinState(affiliate_id, ((affiliate_id = '')::UInt8, timestamp, uuid)) AS affiliate_id,
    argMinState((browser, device_type, time_zone)::Tuple(browser String, device_type String, time_zone String),
        ((browser = '')::UInt8, timestamp, uuid)) AS device
FROM events
WHERE session_id != '' OR is_visit
GROUP BY location_id, session_key, loose_at
