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

-- The states of sessions with an id, merged.
CREATE VIEW states_with_id AS
SELECT
    location_id, session_key, session_key AS session_id,
    started_at, ended_at, event_hashes, least_pageview, greatest_pageview, flags,
    distinct_ids, first, last, entry, landing, exit, funnel, page, affiliate, device
FROM sessions_mv FINAL
WHERE location_id IN {location_ids:Array(String)} AND NOT startsWith(session_key, '~');

-- The same for who asks for a few by their keys: FINAL goes through all rows that lie beside them.
CREATE VIEW states_of_keys AS
SELECT
    location_id, session_key, session_key AS session_id,
    min(states.started_at) AS started_at,
    max(states.ended_at) AS ended_at,
    groupUniqArrayArray(states.event_hashes) AS event_hashes,
    min(states.least_pageview) AS least_pageview,
    max(states.greatest_pageview) AS greatest_pageview,
    groupBitOr(states.flags) AS flags,
    groupUniqArrayArray(states.distinct_ids) AS distinct_ids,
    min(states.first) AS first,
    max(states.last) AS last,
    min(states.entry) AS entry,
    min(states.landing) AS landing,
    max(states.exit) AS exit,
    min(states.funnel) AS funnel,
    min(states.page) AS page,
    min(states.affiliate) AS affiliate,
    min(states.device) AS device
FROM sessions_mv AS states
WHERE location_id IN {location_ids:Array(String)} AND NOT startsWith(session_key, '~')
GROUP BY location_id, session_key;

-- Those of events without a session id, put together as above, under the id '~start~distinct id'.
CREATE VIEW loose_states AS
SELECT
    location_id,
    session_key,
    concat('~', toString(starts.starts_at), loose.session_key) AS session_id,
    min(loose.started_at) AS started_at,
    max(loose.ended_at) AS ended_at,
    groupUniqArrayArray(loose.event_hashes) AS event_hashes,
    min(loose.least_pageview) AS least_pageview,
    max(loose.greatest_pageview) AS greatest_pageview,
    groupBitOr(loose.flags) AS flags,
    groupUniqArrayArray(loose.distinct_ids) AS distinct_ids,
    min(loose.first) AS first,
    max(loose.last) AS last,
    min(loose.entry) AS entry,
    min(loose.landing) AS landing,
    max(loose.exit) AS exit,
    min(loose.funnel) AS funnel,
    min(loose.page) AS page,
    min(loose.affiliate) AS affiliate,
    min(loose.device) AS device
FROM sessions_mv AS loose
ASOF INNER JOIN loose_session_starts(location_ids = {location_ids:Array(String)}) AS starts
    ON starts.location_id = loose.location_id AND starts.session_key = loose.session_key
    AND toUnixTimestamp64Milli(loose.loose_at) >= starts.starts_at
WHERE loose.location_id IN {location_ids:Array(String)} AND startsWith(loose.session_key, '~')
GROUP BY location_id, session_key, session_id;

-- Both. Who knows that the asked locations have no events without a session id reads `states_with_id` instead, with the same
-- answer: see src/sql/expand-views.ts.
CREATE VIEW session_states AS
SELECT * FROM states_with_id(location_ids = {location_ids:Array(String)})
UNION ALL
SELECT * FROM loose_states(location_ids = {location_ids:Array(String)});

-- Sessions. Ask for some by `session_key`: it is what the table is sorted by.
CREATE VIEW merged_sessions AS
SELECT
    location_id,
    session_key,
    session_id,
    substring(first, 26) AS first_distinct_id,
    substring(last, 26) AS last_distinct_id,
    distinct_ids,
    started_at,
    ended_at,
    (toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)) / 1000 AS duration_seconds,
    length(event_hashes) AS event_count,
    toUInt64(arrayCount(hash -> hash % 8 = 1, event_hashes)) AS pageview_count,
    if(greatest_pageview = 0, NULL, toBool(least_pageview = greatest_pageview AND NOT bitTest(flags, 0) AND duration_seconds < 10)) AS is_bounce,
    toBool(bitTest(flags, 4) OR bitTestAll(flags, 2, 3)) AS became_identified,
    bitTest(flags, 1) AS has_visit,
    splitByChar('\0', substring(landing, 26))[1] AS entry_url,
    splitByChar('\0', substring(landing, 26))[2] AS entry_pathname,
    fromUnixTimestamp64Milli(reinterpretAsInt64(reverse(substring(entry, 2, 8))), 'UTC') AS occurred_at,
    -- Visits in the order of their times, then of their ids.
    concat(substring(entry, 2, 8), session_id, '\0') AS visit_order,
    splitByChar('\0', substring(entry, 26))[1] AS channel,
    splitByChar('\0', substring(entry, 26))[2] AS channel_group,
    CAST(splitByChar('\0', substring(landing, 26))[3], 'Tuple(utm_source String, utm_medium String, utm_campaign String, utm_content String, utm_term String, referrer String, referring_domain String, landing_url String, landing_pathname String, click_ids Map(String, String))') AS touch,
    splitByChar('\0', substring(entry, 26))[3] AS utm_source,
    splitByChar('\0', substring(entry, 26))[4] AS utm_medium,
    splitByChar('\0', substring(entry, 26))[5] AS utm_campaign,
    splitByChar('\0', substring(entry, 26))[6] AS referring_domain,
    splitByChar('\0', substring(exit, 26))[1] AS exit_url,
    splitByChar('\0', substring(exit, 26))[2] AS exit_pathname,
    splitByChar('\0', substring(funnel, 26))[1] AS funnel_id,
    splitByChar('\0', substring(funnel, 26))[2] AS funnel_name,
    substring(page, 26) AS page_id,
    substring(affiliate, 26) AS affiliate_id,
    splitByChar('\0', substring(device, 26))[1] AS browser,
    splitByChar('\0', substring(device, 26))[2] AS device_type,
    splitByChar('\0', substring(device, 26))[3] AS time_zone
FROM session_states(location_ids = {location_ids:Array(String)})
