-- Cohorts of users by the period (DAY, WEEK, MONTH) of their first event or first touch, and how many of each came back in the
-- periods after. One row per period with a day of the range, empty ones included.
WITH
    toDateTime({from:Date}, {time_zone:String}) AS range_start,
    toDateTime({to:Date} + 1, {time_zone:String}) AS range_end,
    (day) -> if({granularity:String} = 'WEEK', toMonday(day), if({granularity:String} = 'MONTH', toStartOfMonth(day), day)) AS period_of,
    (since, day) -> if({granularity:String} = 'MONTH', dateDiff('month', since, day), intDiv(dateDiff('day', since, day), if({granularity:String} = 'WEEK', 7, 1))) AS periods_between
SELECT
    periods.location_id AS location_id,
    periods.start AS start,
    cohorts.size AS size,
    arrayResize(cohorts.retained, {periods:UInt8} + 1, 0) AS retained,
    -- The periods after its own that have wholly passed.
    least(greatest(periods_between(periods.start, period_of(toDate(now(), {time_zone:String}))) - 1, 0), {periods:UInt8}) AS complete_periods
FROM
(
    SELECT DISTINCT
        arrayJoin({location_ids:Array(String)}) AS location_id,
        period_of({from:Date} + number) AS start
    FROM numbers(toUInt64({to:Date} - {from:Date} + 1))
) AS periods
LEFT JOIN
(
    SELECT
        location_id,
        start,
        count() AS size,
        -- Who joins is there: any event counts in the cohort's own period, the one that they joined with too.
        sumForEach(arrayMap(period -> (has(returned, period) OR (period = 0 AND {return_event:String} = ''))::UInt64, range({periods:UInt8} + 1))) AS retained
    FROM
    (
        SELECT
            starts.location_id AS location_id,
            starts.user_id AS user_id,
            any(starts.start) AS start,
            -- In the cohort's own period a return must not lie before the start.
            groupUniqArrayIf(
                periods_between(starts.start, period_of(returns.day)) AS period,
                returns.last_at > 0 AND (period > 0 OR (period = 0 AND returns.last_at >= starts.started_at))) AS returned
        FROM
        (
            SELECT location_id, user_id, min(at) AS started_at, period_of(toDate(started_at, {time_zone:String})) AS start
            FROM
            (
                SELECT
                    begun.location_id AS location_id,
                    if(mapped.user_id = '', begun.distinct_id, mapped.user_id) AS user_id,
                    begun.at AS at
                FROM
                (
                    SELECT location_id, distinct_id, min(first_seen) AS at
                    FROM user_attribution_summary_mv
                    WHERE location_id IN {location_ids:Array(String)} AND {cohort_by:String} = 'FIRST_EVENT' AND {start_event:String} = ''
                    GROUP BY location_id, distinct_id
                    UNION ALL
                    SELECT location_id, distinct_id, min(timestamp) AS at
                    FROM events
                    WHERE location_id IN {location_ids:Array(String)} AND {cohort_by:String} = 'FIRST_EVENT'
                        AND event = {start_event:String} AND {start_event:String} != ''
                    GROUP BY location_id, distinct_id
                ) AS begun
                LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
                    ON mapped.location_id = begun.location_id AND mapped.distinct_id = begun.distinct_id
                UNION ALL
                SELECT location_id, user_id, touched_at AS at
                FROM touches(location_ids = {location_ids:Array(String)}, dimension = 'CHANNEL')
                WHERE {cohort_by:String} = 'FIRST_TOUCH'
            )
            GROUP BY location_id, user_id
            HAVING started_at >= range_start AND started_at < range_end
        ) AS starts
        LEFT JOIN
        (
            -- Per user and day, the latest return.
            SELECT
                returned.location_id AS location_id,
                if(mapped.user_id = '', returned.distinct_id, mapped.user_id) AS user_id,
                toDate(at, {time_zone:String}) AS day,
                max(at) AS last_at
            FROM
            (
                SELECT location_id, distinct_id, toDateTime64(bucket_start, 3, 'UTC') AS at
                FROM location_metrics_mv
                WHERE location_id IN {location_ids:Array(String)} AND {return_event:String} = ''
                    AND bucket_start >= range_start AND bucket_start < toDateTime(addMonths({to:Date}, 1) + 31 * ({periods:UInt8} + 1), {time_zone:String})
                UNION ALL
                SELECT location_id, distinct_id, timestamp AS at
                FROM events
                WHERE location_id IN {location_ids:Array(String)} AND event = {return_event:String} AND {return_event:String} != ''
                    AND timestamp >= range_start AND timestamp < toDateTime(addMonths({to:Date}, 1) + 31 * ({periods:UInt8} + 1), {time_zone:String})
            ) AS returned
            LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
                ON mapped.location_id = returned.location_id AND mapped.distinct_id = returned.distinct_id
            GROUP BY location_id, user_id, day
        ) AS returns ON returns.location_id = starts.location_id AND returns.user_id = starts.user_id
        GROUP BY location_id, user_id
    )
    GROUP BY location_id, start
) AS cohorts ON cohorts.location_id = periods.location_id AND cohorts.start = periods.start
ORDER BY location_id, start
