-- Which of these events are stored already.
SELECT location_id, toString(uuid) AS uuid
FROM event_ids
WHERE location_id IN {location_ids:Array(String)} AND event_ids.uuid IN {uuids:Array(UUID)}
