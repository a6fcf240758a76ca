-- Which session each visit event without a session id falls into: where sessions start, per distinct id, in epoch ms. An event starts
-- one when more than 30 minutes have passed since the one before, or more than 24 hours since the session's first.
-- Empty `user_ids` and `session_ids` mean all.
CREATE VIEW loose_session_starts AS
SELECT
    location_id,
    loose_distinct_id AS distinct_id,
    arrayJoin(arrayFlatten(arrayMap(
        visit -> arrayFold((starts, at) -> if(at - starts[-1] > 86400000, arrayPushBack(starts, at), starts), visit, [visit[1]]),
        arraySplit((at, gap) -> gap > 1800000, times, arrayDifference(times))))) AS starts_at
FROM
(
    SELECT location_id, loose_distinct_id, arraySort(groupArray(toUnixTimestamp64Milli(loose_at))) AS times
    FROM sessions_mv
    WHERE location_id IN {location_ids:Array(String)} AND session_id = ''
        AND (empty({user_ids:Array(String)}) OR (location_id, loose_distinct_id) IN (
            SELECT location_id, distinct_id
            FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)})))
        AND (empty({session_ids:Array(String)}) OR loose_distinct_id IN (
            SELECT extract(arrayJoin({session_ids:Array(String)}) AS session_id, '(?s)^~[0-9]+~(.*)$')))
    GROUP BY location_id, loose_distinct_id
);

-- Sessions with their states merged. Events without a session id are put together as above, under the id '~start~distinct id'.
-- Empty `user_ids` and `session_ids` mean all; a '~time~distinct id' asks for all such sessions of that distinct id.
CREATE VIEW merged_sessions AS
SELECT
    location_id,
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
        states.location_id AS location_id,
        states.id AS session_id,
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
        argMaxMerge(states.exit) AS exit,
        argMinMerge(states.funnel) AS funnel,
        argMinMerge(states.page_id) AS page_id,
        argMinMerge(states.affiliate_id) AS affiliate_id,
        argMinMerge(states.device) AS device
    FROM
    (
        SELECT *, session_id AS id
        FROM sessions_mv
        WHERE location_id IN {location_ids:Array(String)} AND session_id != ''
            AND (empty({session_ids:Array(String)}) OR session_id IN {session_ids:Array(String)})
            AND (empty({user_ids:Array(String)}) OR session_id IN (
                SELECT arrayJoin(session_ids)
                FROM user_attribution_summary_mv
                WHERE location_id IN {location_ids:Array(String)} AND (location_id, distinct_id) IN (
                    SELECT location_id, distinct_id
                    FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}))))
        UNION ALL
        SELECT loose.*, concat('~', toString(starts.starts_at), '~', loose.loose_distinct_id) AS id
        FROM
        (
            SELECT *
            FROM sessions_mv
            WHERE location_id IN {location_ids:Array(String)} AND session_id = ''
                AND (empty({user_ids:Array(String)}) OR (location_id, loose_distinct_id) IN (
                    SELECT location_id, distinct_id
                    FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)})))
                AND (empty({session_ids:Array(String)}) OR loose_distinct_id IN (
                    SELECT extract(arrayJoin({session_ids:Array(String)}) AS session_id, '(?s)^~[0-9]+~(.*)$')))
        ) AS loose
        ASOF INNER JOIN loose_session_starts(
            location_ids = {location_ids:Array(String)},
            user_ids = {user_ids:Array(String)},
            session_ids = {session_ids:Array(String)}) AS starts
            ON starts.location_id = loose.location_id AND starts.distinct_id = loose.loose_distinct_id
            AND toUnixTimestamp64Milli(loose.loose_at) >= starts.starts_at
    ) AS states
    GROUP BY location_id, session_id
)
