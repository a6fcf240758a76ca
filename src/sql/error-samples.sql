-- The newest occurrences of the given kinds of error, `limit` of each.
SELECT location_id, fingerprint, occurred_at, message, stack, distinct_id, session_id
FROM
(
    SELECT
        location_id,
        fingerprint,
        uuid,
        timestamp AS occurred_at,
        message,
        nullIf(errors.stack, '') AS stack,
        distinct_id,
        nullIf(errors.session_id, '') AS session_id
    FROM errors
    WHERE location_id IN {location_ids:Array(String)}
        AND fingerprint IN {fingerprints:Array(String)}
        AND timestamp >= toDateTime64({from:Date}, 3, {time_zone:String})
        AND timestamp < toDateTime64({to:Date} + 1, 3, {time_zone:String})
    LIMIT 1 BY location_id, uuid
)
ORDER BY location_id, fingerprint, occurred_at DESC, uuid
LIMIT {limit:UInt32} BY location_id, fingerprint
