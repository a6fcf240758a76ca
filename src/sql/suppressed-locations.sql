-- Which of these locations have erased anybody. Always one more row, without a location, that tells how many keys ids are hashed with: hashes under a
-- key that the asker does not know would not be among those it asks for.
SELECT DISTINCT location_id, 0 AS key_count
FROM suppressed_ids
WHERE location_id IN {location_ids:Array(String)}
UNION ALL
SELECT '' AS location_id, count() AS key_count
FROM suppression_keys
