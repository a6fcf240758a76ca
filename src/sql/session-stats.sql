-- Session statistics per bucket of local time (HOUR, DAY, WEEK, MONTH) of the session's start, empty ones included; both dates
-- inclusive. A week or month at the edge counts only its sessions within the range.
WITH
    toDateTime({from:Date}, {time_zone:String}) AS range_start,
    toDateTime({to:Date} + 1, {time_zone:String}) AS range_end,
    (at) -> toDateTime(toUnixTimestamp(at) - 60 * toMinute(at) - toSecond(at), {time_zone:String}) AS minute_0,
    -- Where the clock was set by half an hour within the hour, the hour starts there.
    (at) -> toDateTime(toUnixTimestamp(minute_0(at)) + abs(timeZoneOffset(minute_0(at)) - timeZoneOffset(at)), {time_zone:String}) AS clock_hour,
    (at) -> multiIf(
        {granularity:String} = 'HOUR', clock_hour(at),
        {granularity:String} = 'WEEK', toDateTime(toMonday(at, {time_zone:String}), {time_zone:String}),
        {granularity:String} = 'MONTH', toDateTime(toStartOfMonth(at, {time_zone:String}), {time_zone:String}),
        toStartOfDay(at, {time_zone:String})) AS bucket
SELECT
    buckets.location_id AS location_id,
    toDateTime64(buckets.start, 3, 'UTC') AS start,
    toDate(toDateTime(buckets.start), {time_zone:String}) AS date,
    stats.session_count AS session_count,
    stats.identified_session_count AS identified_session_count,
    if(stats.session_count = 0, NULL, stats.average_duration_seconds) AS average_duration_seconds,
    if(stats.session_count = 0, NULL, stats.average_pageviews) AS average_pageviews,
    stats.pageview_session_count AS pageview_session_count,
    stats.bounce_rate AS bounce_rate,
    stats.attributed_session_count AS attributed_session_count,
    stats.utm_session_count AS utm_session_count,
    stats.referrer_session_count AS referrer_session_count,
    stats.funnel_session_count AS funnel_session_count,
    nullIf(stats.top_utm_source, '') AS top_utm_source,
    nullIf(stats.top_utm_medium, '') AS top_utm_medium,
    nullIf(stats.top_utm_campaign, '') AS top_utm_campaign,
    nullIf(stats.top_funnel_name, '') AS top_funnel_name
FROM
(
    SELECT DISTINCT
        arrayJoin({location_ids:Array(String)}) AS location_id,
        toUnixTimestamp(bucket(range_start + toIntervalSecond(1800 * number))) AS start
    FROM numbers(toUInt64(ceil((toUnixTimestamp(range_end) - toUnixTimestamp(range_start)) / 1800)))
) AS buckets
LEFT JOIN
(
    SELECT *
    FROM session_stats_daily_data(
        location_ids = {location_ids:Array(String)},
        time_zone = {time_zone:String},
        granularity = {granularity:String},
        from = {from:Date},
        to = {to:Date})
) AS stats ON stats.location_id = buckets.location_id AND stats.start = buckets.start
ORDER BY location_id, start
