-- Which of these ids, each with its location, are suppressed: they were erased, and nothing of them may be stored.
WITH hashes AS
(
    SELECT location_id, id, id_hash
    FROM id_hashes(id_locations = {id_locations:Array(String)}, ids = {ids:Array(String)})
    WHERE location_id IN {location_ids:Array(String)}
)
SELECT hashes.location_id AS location_id, hashes.id AS id
FROM hashes
WHERE (hashes.location_id, hashes.id_hash) IN (
    SELECT location_id, id_hash
    FROM suppressed_ids
    WHERE location_id IN {location_ids:Array(String)} AND (location_id, id_hash) IN (SELECT location_id, id_hash FROM hashes)
    GROUP BY location_id, id_hash
    -- Of two decisions at the same time the safer one.
    HAVING max((decided_at, suppressed)).2
)
GROUP BY location_id, id
