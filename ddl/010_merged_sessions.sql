-- Where the sessions of visit events without a session id start, in epoch ms. An event starts one when more than 30 minutes have passed
-- since the one before, or more than 24 hours since the session's first.
CREATE VIEW loose_session_starts AS
SELECT
    location_id,
    session_key,
    arrayJoin(arrayFlatten(arrayMap(
        visit -> arrayFold((starts, at) -> if(at - starts[-1] > 86400000, arrayPushBack(starts, at), starts), visit, [visit[1]]),
        arraySplit((at, gap) -> gap > 1800000, times, arrayDifference(times))))) AS starts_at
FROM
(
    SELECT location_id, session_key, arraySort(groupArray(toUnixTimestamp64Milli(loose_at))) AS times
    FROM sessions_mv
    WHERE location_id IN {location_ids:Array(String)} AND startsWith(session_key, '~')
    GROUP BY location_id, session_key
);

-- Sessions with their states merged. Events without a session id are put together as above, under the id '~start~distinct id'.
-- Ask for some by `session_key`: it is what the table is sorted by.
CREATE VIEW merged_sessions AS
SELECT
    location_id,
    session_key,
    session_id,
    last_distinct_id,
    first_distinct_id,
    distinct_ids,
    started_at,
    ended_at,
    (toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)) / 1000 AS duration_seconds,
    event_count,
    pageview_count,
    if(pageview_count = 0, NULL, toBool(pageview_count = 1 AND interaction_count = 0 AND duration_seconds < 10)) AS is_bounce,
    toBool(has_identify OR identified_from < identified_to) AS became_identified,
    has_visit,
    entry.url AS entry_url,
    entry.pathname AS entry_pathname,
    entry.occurred_at AS occurred_at,
    entry.touch AS touch,
    classification.channel AS channel,
    classification.channel_group AS channel_group,
    exit.url AS exit_url,
    exit.pathname AS exit_pathname,
    funnel.funnel_id AS funnel_id,
    funnel.funnel_name AS funnel_name,
    page_id,
    affiliate_id,
    device.browser AS browser,
    device.device_type AS device_type,
    device.time_zone AS time_zone
FROM
(
    SELECT
        location_id,
        session_key,
        id AS session_id,
        argMaxMerge(states.last_distinct_id) AS last_distinct_id,
        argMinMerge(states.first_distinct_id) AS first_distinct_id,
        groupUniqArrayArray(states.distinct_ids) AS distinct_ids,
        min(states.started_at) AS started_at,
        max(states.ended_at) AS ended_at,
        uniqExactMerge(states.event_ids) AS event_count,
        uniqExactIfMerge(states.pageview_ids) AS pageview_count,
        uniqExactIfMerge(states.interaction_ids) AS interaction_count,
        max(states.has_visit) AS has_visit,
        min(states.identified_from) AS identified_from,
        max(states.identified_to) AS identified_to,
        max(states.identify_count) AS has_identify,
        argMinMerge(states.entry) AS entry,
        argMinMerge(states.classification) AS classification,
        argMaxMerge(states.exit) AS exit,
        argMinMerge(states.funnel) AS funnel,
        argMinMerge(states.page_id) AS page_id,
        argMinMerge(states.affiliate_id) AS affiliate_id,
        argMinMerge(states.device) AS device
    FROM
    (
        SELECT *, session_key AS id
        FROM sessions_mv
        WHERE location_id IN {location_ids:Array(String)} AND NOT startsWith(session_key, '~')
        UNION ALL
        SELECT loose.*, concat('~', toString(starts.starts_at), loose.session_key) AS id
        FROM sessions_mv AS loose
        ASOF INNER JOIN loose_session_starts(location_ids = {location_ids:Array(String)}) AS starts
            ON starts.location_id = loose.location_id AND starts.session_key = loose.session_key
            AND toUnixTimestamp64Milli(loose.loose_at) >= starts.starts_at
        WHERE loose.location_id IN {location_ids:Array(String)} AND startsWith(loose.session_key, '~')
    ) AS states
    GROUP BY location_id, session_key, id
)
