-- How many users reached each step of a funnel, in all (is_total) and by a dimension of their first touch: the 100 values by which most
-- users entered, and the rest as '(other)'.
SELECT
    location_id,
    group.1 AS is_total,
    group.2 AS key,
    step,
    sum(users) AS user_count,
    quantileExactInclusiveMerge(0.5)(milliseconds) / 1000 AS median_seconds,
    sum(capped) AS capped_user_count
FROM
(
    SELECT
        *,
        dense_rank() OVER (PARTITION BY location_id ORDER BY entered DESC, value) AS place
    FROM
    (
        SELECT *, max(users) OVER (PARTITION BY location_id, value) AS entered
        FROM
        (
            SELECT
                attempts.location_id AS location_id,
                if(first_touches.value != '', first_touches.value, if({dimension:String} = 'CHANNEL_GROUP', 'Direct', 'direct')) AS value,
                step,
                count() AS users,
                quantileExactInclusiveState(0.5)(attempts.milliseconds[step - 1]) AS milliseconds,
                countIf(attempts.is_capped) AS capped
            FROM funnel_attempts(
                location_ids = {location_ids:Array(String)},
                events = {events:Array(String)},
                pathnames = {pathnames:Array(String)},
                funnel_ids = {funnel_ids:Array(String)},
                step_ids = {step_ids:Array(String)},
                property_conditions = {property_conditions:Array(UInt8)},
                property_keys = {property_keys:Array(String)},
                property_values = {property_values:Array(String)},
                from = {from:Date},
                to = {to:Date},
                time_zone = {time_zone:String},
                window_ms = {window_ms:Int64},
                within_range = {within_range:Bool}) AS attempts
            LEFT JOIN
            (
                SELECT location_id, user_id, argMin(key, (touched_at, session_id)) AS value
                FROM touches(location_ids = {location_ids:Array(String)}, dimension = {dimension:String})
                GROUP BY location_id, user_id
            ) AS first_touches ON first_touches.location_id = attempts.location_id AND first_touches.user_id = attempts.user_id
            ARRAY JOIN range(1, attempts.depth + 1)::Array(UInt8) AS step
            GROUP BY location_id, value, step
        )
    )
)
ARRAY JOIN [(true, ''), (false, if(place > 100, '(other)', value))]::Array(Tuple(Bool, String)) AS group
GROUP BY location_id, is_total, key, step
ORDER BY location_id, is_total DESC, max(place), step
