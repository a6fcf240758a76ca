-- Visits with the user they belong to: the user of the session's last distinct id.
CREATE VIEW sessions AS
SELECT
    visits.*,
    if(mapped.user_id = '', visits.last_distinct_id, mapped.user_id) AS user_id
FROM visits(location_ids = {location_ids:Array(String)}) AS visits
LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
    ON mapped.location_id = visits.location_id AND mapped.distinct_id = visits.last_distinct_id;

-- The same for who knows everybody that is asked for, and binds them: nothing has to be joined.
CREATE VIEW sessions_of_known AS
SELECT
    visits.*,
    substring(transform(concat(location_id, '\0', last_distinct_id) AS identity_id, {identity_ids:Array(String)}, {identity_users:Array(String)}, identity_id), length(location_id) + 2) AS user_id
FROM visits(location_ids = {location_ids:Array(String)}) AS visits;

-- The sessions in which the people that own the given ids occur; `sessions` are read by these keys.
CREATE VIEW user_session_keys AS
SELECT arrayJoin(session_keys) AS session_key
FROM user_attribution_summary_mv
WHERE location_id IN {location_ids:Array(String)} AND (location_id, distinct_id) IN (
    SELECT location_id, distinct_id
    FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}));

-- The same for who knows all of these people's ids.
CREATE VIEW session_keys_of_known AS
SELECT arrayJoin(session_keys) AS session_key
FROM user_attribution_summary_mv
WHERE location_id IN {location_ids:Array(String)} AND distinct_id IN {member_ids:Array(String)};

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
    count(is_bounce) AS pageview_session_count,
    avg(is_bounce) AS bounce_rate,
    countIf(channel != 'direct') AS attributed_session_count,
    countIf(utm_source != '') AS utm_session_count,
    countIf(touch.referrer != '') AS referrer_session_count,
    countIf(funnel_id != '' OR funnel_name != '') AS funnel_session_count,
    arraySort(pair -> (-pair.2, pair.1), CAST(sumMapIf(map(utm_source, 1::UInt64), utm_source != ''), 'Array(Tuple(String, UInt64))'))[1].1 AS top_utm_source,
    arraySort(pair -> (-pair.2, pair.1), CAST(sumMapIf(map(utm_medium, 1::UInt64), utm_medium != ''), 'Array(Tuple(String, UInt64))'))[1].1 AS top_utm_medium,
    arraySort(pair -> (-pair.2, pair.1), CAST(sumMapIf(map(utm_campaign, 1::UInt64), utm_campaign != ''), 'Array(Tuple(String, UInt64))'))[1].1 AS top_utm_campaign,
    arraySort(pair -> (-pair.2, pair.1), CAST(sumMapIf(map(funnel_name, 1::UInt64), funnel_name != ''), 'Array(Tuple(String, UInt64))'))[1].1 AS top_funnel_name
FROM visits(location_ids = {location_ids:Array(String)})
-- Not by the local date: of times before 1970 the engine makes a late one, and then skips all that lie beside them.
WHERE started_at >= toDateTime({from:Date}, {time_zone:String}) AND started_at < toDateTime({to:Date} + 1, {time_zone:String})
GROUP BY location_id, start
