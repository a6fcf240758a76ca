-- The errors that a person met, the earliest first, page by page.
SELECT
    location_id, toString(errors.uuid) AS uuid, timestamp, error_type, message, component, level, stack, distinct_id, session_id, request_id,
    received_at, toUnixTimestamp64Milli(timestamp) AS sort_key
FROM errors
WHERE location_id IN {location_ids:Array(String)}
    AND distinct_id IN (SELECT distinct_id FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}))
    AND ({after_key:Nullable(Int64)} IS NULL
        OR (toUnixTimestamp64Milli(timestamp), toString(errors.uuid)) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}))
ORDER BY sort_key, uuid
LIMIT 1 BY location_id, uuid
LIMIT {limit:UInt32}
