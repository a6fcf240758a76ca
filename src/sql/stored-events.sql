-- The rows of these events as they were first stored, whole: an insert that was interrupted is completed with them.
SELECT *
FROM events
WHERE location_id IN {location_ids:Array(String)} AND events.uuid IN {uuids:Array(UUID)}
ORDER BY received_at
LIMIT 1 BY location_id, uuid
