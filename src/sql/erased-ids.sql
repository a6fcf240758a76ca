-- Which of these hashed ids are suppressed: they were erased, and nothing of them may be stored.
SELECT location_id, toString(suppressed_ids.id_hash) AS id_hash
FROM suppressed_ids
WHERE location_id IN {location_ids:Array(String)} AND suppressed_ids.id_hash IN {id_hashes:Array(UUID)}
GROUP BY location_id, id_hash
-- Of two decisions at the same time the safer one.
HAVING max((decided_at, suppressed)).2
