-- Occurrences of the given kinds of error per bucket of local time; buckets without one are left out.
WITH (at) -> toDateTime(toUnixTimestamp(at) - 60 * toMinute(at) - toSecond(at), {time_zone:String}) AS minute_0,
    -- Where the clock was set by half an hour within the hour, the hour starts there.
    (at) -> toDateTime(toUnixTimestamp(minute_0(at)) + abs(timeZoneOffset(minute_0(at)) - timeZoneOffset(at)), {time_zone:String}) AS clock_hour,
    (at) -> multiIf(
    {granularity:String} = 'HOUR', clock_hour(at),
    {granularity:String} = 'WEEK', toDateTime(toMonday(at, {time_zone:String}), {time_zone:String}),
    {granularity:String} = 'MONTH', toDateTime(toStartOfMonth(at, {time_zone:String}), {time_zone:String}),
    toStartOfDay(at, {time_zone:String})) AS bucket
SELECT
    location_id,
    fingerprint,
    toDateTime64(toUnixTimestamp(bucket(toDateTime(bucket_start, {time_zone:String}))), 3, 'UTC') AS start,
    uniqExactMerge(error_ids) AS count
FROM error_groups
WHERE location_id IN {location_ids:Array(String)}
    AND fingerprint IN {fingerprints:Array(String)}
    AND bucket_start >= toDateTime({from:Date}, {time_zone:String})
    AND bucket_start < toDateTime({to:Date} + 1, {time_zone:String})
GROUP BY location_id, fingerprint, start
ORDER BY location_id, fingerprint, start
