-- Visits with the user they belong to: the user of the session's last distinct id.
CREATE VIEW sessions AS
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    visits.*,
    substring(transform(concat(location_id, '\0', last_distinct_id) AS identity_id, identity.1, identity.2, identity_id), length(location_id) + 2) AS user_id
FROM visits(location_ids = {location_ids:Array(String)}) AS visits;

-- The sessions in which the people that own the given ids occur; `sessions` are read by these keys.
CREATE VIEW user_session_keys AS
SELECT arrayJoin(session_keys) AS session_key
FROM user_attribution_summary_mv
WHERE location_id IN {location_ids:Array(String)} AND (location_id, distinct_id) IN (
    SELECT location_id, distinct_id
    FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}));

-- First, last and last non-direct touch per user. Read-time resolution: a mapping moves history at once.
CREATE VIEW identified_users_attribution_mv AS
WITH
    tuple(occurred_at, channel, channel_group, touch)::Tuple(occurred_at DateTime64(3, 'UTC'), channel String, channel_group String,
        touch Tuple(
            utm_source String, utm_medium String, utm_campaign String, utm_content String, utm_term String,
            referrer String, referring_domain String, landing_url String, landing_pathname String,
            click_ids Map(String, String))) AS visit
SELECT
    location_id,
    user_id,
    uniqExact(session_id) AS session_count,
    countIf(has_visit) AS visit_count,
    argMinIf(visit, (occurred_at, session_id), has_visit) AS first_visit,
    argMaxIf(visit, (occurred_at, session_id), has_visit) AS last_visit,
    countIf(has_visit AND channel != 'direct') AS non_direct_visit_count,
    argMaxIf(visit, (occurred_at, session_id), has_visit AND channel != 'direct') AS last_non_direct_visit
FROM sessions(location_ids = {location_ids:Array(String)})
GROUP BY location_id, user_id;

-- Session statistics per bucket of local time (HOUR, DAY, WEEK, MONTH) of the session's start, over merged sessions: a session is
-- counted once, in one bucket. `from` and `to` are local dates, both inclusive.
CREATE VIEW session_stats_daily_data AS
WITH
    toDateTime(started_at, {time_zone:String}) AS at,
    toDateTime(toUnixTimestamp(at) - 60 * toMinute(at) - toSecond(at), {time_zone:String}) AS minute_0,
    -- Where the clock was set by half an hour within the hour, the hour starts there.
    toDateTime(toUnixTimestamp(minute_0) + abs(timeZoneOffset(minute_0) - timeZoneOffset(at)), {time_zone:String}) AS clock_hour,
    if({granularity:String} = 'HOUR', clock_hour,
        if({granularity:String} = 'WEEK', toDateTime(toMonday(at, {time_zone:String}), {time_zone:String}),
            if({granularity:String} = 'MONTH', toDateTime(toStartOfMonth(at, {time_zone:String}), {time_zone:String}),
                toStartOfDay(at, {time_zone:String})))) AS bucket
SELECT
    location_id,
    toUnixTimestamp(bucket) AS start,
    count() AS session_count,
    countIf(became_identified) AS identified_session_count,
    avg(duration_seconds) AS average_duration_seconds,
    avg(pageview_count) AS average_pageviews,
    avg(is_bounce) AS bounce_rate,
    countIf(channel != 'direct') AS attributed_session_count,
    countIf(touch.utm_source != '') AS utm_session_count,
    countIf(touch.referrer != '') AS referrer_session_count,
    countIf(funnel_id != '' OR funnel_name != '') AS funnel_session_count,
    arraySort(pair -> (-pair.2, pair.1), CAST(sumMapIf(map(touch.utm_source, 1::UInt64), touch.utm_source != ''), 'Array(Tuple(String, UInt64))'))[1].1 AS top_utm_source,
    arraySort(pair -> (-pair.2, pair.1), CAST(sumMapIf(map(touch.utm_medium, 1::UInt64), touch.utm_medium != ''), 'Array(Tuple(String, UInt64))'))[1].1 AS top_utm_medium,
    arraySort(pair -> (-pair.2, pair.1), CAST(sumMapIf(map(touch.utm_campaign, 1::UInt64), touch.utm_campaign != ''), 'Array(Tuple(String, UInt64))'))[1].1 AS top_utm_campaign,
    arraySort(pair -> (-pair.2, pair.1), CAST(sumMapIf(map(funnel_name, 1::UInt64), funnel_name != ''), 'Array(Tuple(String, UInt64))'))[1].1 AS top_funnel_name
FROM visits(location_ids = {location_ids:Array(String)})
WHERE toDate(started_at, {time_zone:String}) BETWEEN {from:Date} AND {to:Date}
GROUP BY location_id, start
