-- Everything that is stored of the events of a person, the earliest first, page by page.
SELECT
    location_id, toString(events.uuid) AS uuid, event, timestamp, distinct_id, session_id, current_url, pathname, touch, click_ids, browser,
    device_type, time_zone, properties, received_at, toUnixTimestamp64Milli(timestamp) AS sort_key
FROM events
WHERE location_id IN {location_ids:Array(String)}
    AND distinct_id IN (SELECT distinct_id FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}))
    AND ({after_key:Nullable(Int64)} IS NULL
        OR (toUnixTimestamp64Milli(timestamp), toString(events.uuid)) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}))
ORDER BY sort_key, uuid
LIMIT 1 BY location_id, uuid
LIMIT {limit:UInt32}
