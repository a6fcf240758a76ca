-- Counts per bucket of local time, empty buckets included; `from` and `to` are local dates, both inclusive.
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
    counted.event_count AS event_count,
    counted.pageview_count AS pageview_count,
    counted.unique_users AS unique_users,
    counted.visitor_count AS visitor_count,
    counted.session_count + loose.session_count AS session_count,
    counted.identify_count AS identify_count,
    counted.autocapture_count AS autocapture_count,
    counted.error_count AS error_count,
    if(counted.unique_users = 0, 0, counted.event_count / counted.unique_users) AS events_per_user
FROM
(
    SELECT DISTINCT
        arrayJoin({location_ids:Array(String)}) AS location_id,
        toUnixTimestamp(bucket(range_start + toIntervalSecond(1800 * number))) AS start
    FROM numbers(toUInt64(ceil((toUnixTimestamp(range_end) - toUnixTimestamp(range_start)) / 1800)))
) AS buckets
LEFT JOIN
(
    SELECT
        metrics.location_id AS location_id,
        toUnixTimestamp(bucket(toDateTime(metrics.bucket_start, {time_zone:String}))) AS start,
        -- The last bits of a hash are the kind of its event: ddl/007_location_metrics_mv.sql.
        uniqExactArray(metrics.event_hashes) AS event_count,
        uniqExactArray(arrayFilter(hash -> hash % 8 = 1, metrics.event_hashes)) AS pageview_count,
        uniqExact(if(mapped.user_id = '', metrics.distinct_id, mapped.user_id)) AS unique_users,
        uniqExactIf(if(mapped.user_id = '', metrics.distinct_id, mapped.user_id), arrayExists(hash -> hash % 8 = 1, metrics.event_hashes)) AS visitor_count,
        uniqExactArray(metrics.session_ids) AS session_count,
        uniqExactArray(arrayFilter(hash -> hash % 8 = 2, metrics.event_hashes)) AS identify_count,
        uniqExactArray(arrayFilter(hash -> hash % 8 = 3, metrics.event_hashes)) AS autocapture_count,
        uniqExactArray(arrayFilter(hash -> hash % 8 = 4, metrics.event_hashes)) AS error_count
    FROM location_metrics_mv AS metrics
    LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
        ON mapped.location_id = metrics.location_id AND mapped.distinct_id = metrics.distinct_id
    WHERE metrics.location_id IN {location_ids:Array(String)}
        AND metrics.bucket_start >= range_start AND metrics.bucket_start < range_end
    GROUP BY location_id, start
) AS counted ON counted.location_id = buckets.location_id AND counted.start = buckets.start
LEFT JOIN
(
    -- Sessions of events without a session id.
    SELECT
        visits.location_id AS location_id,
        toUnixTimestamp(bucket(toDateTime(visits.loose_at, {time_zone:String}))) AS start,
        uniqExact((visits.session_key, starts.starts_at)) AS session_count
    FROM
    (
        SELECT location_id, session_key, loose_at
        FROM sessions_mv
        WHERE location_id IN {location_ids:Array(String)} AND startsWith(session_key, '~')
            AND loose_at >= range_start AND loose_at < range_end
    ) AS visits
    ASOF INNER JOIN loose_session_starts(location_ids = {location_ids:Array(String)}) AS starts
        ON starts.location_id = visits.location_id AND starts.session_key = visits.session_key
        AND toUnixTimestamp64Milli(visits.loose_at) >= starts.starts_at
    GROUP BY location_id, start
) AS loose ON loose.location_id = buckets.location_id AND loose.start = buckets.start
ORDER BY location_id, start
