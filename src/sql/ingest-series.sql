-- Ingest of locations per bucket of local time (HOUR, DAY, WEEK, MONTH) in which events came in, empty ones included; both dates
-- inclusive.
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
    arrived.accepted AS accepted,
    counted.duplicates AS duplicates,
    counted.quarantined AS quarantined,
    counted.rejected AS rejected,
    if(arrived.accepted = 0, NULL, arrived.median_lag_ms / 1000) AS median_lag_seconds
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
        location_id,
        toUnixTimestamp(bucket(toDateTime(received_at, {time_zone:String}))) AS start,
        count() AS accepted,
        quantileExactInclusive(0.5)(lag_ms) AS median_lag_ms
    FROM
    (
        -- A row may be there twice until parts are merged.
        SELECT DISTINCT location_id, received_at, event_hash, lag_ms
        FROM arrivals
        WHERE location_id IN {location_ids:Array(String)} AND received_at >= range_start AND received_at < range_end
    )
    GROUP BY location_id, start
) AS arrived ON arrived.location_id = buckets.location_id AND arrived.start = buckets.start
LEFT JOIN
(
    SELECT
        location_id,
        toUnixTimestamp(bucket(toDateTime(bucket_start, {time_zone:String}))) AS start,
        sumIf(count, outcome = 'duplicate') AS duplicates,
        sumIf(count, outcome = 'quarantined') AS quarantined,
        sumIf(count, outcome = 'rejected') AS rejected
    FROM ingest_stats
    WHERE location_id IN {location_ids:Array(String)} AND bucket_start >= range_start AND bucket_start < range_end
    GROUP BY location_id, start
) AS counted ON counted.location_id = buckets.location_id AND counted.start = buckets.start
ORDER BY location_id, start
