-- Which of these hashed ids are suppressed: they were erased, and nothing of them may be stored. Always one more row, without a hash,
-- that tells how many keys there are: hashes under a key that the asker does not know are not among the asked ones.
SELECT location_id, toString(suppressed_ids.id_hash) AS id_hash, 0 AS key_count
FROM suppressed_ids
WHERE location_id IN {location_ids:Array(String)} AND suppressed_ids.id_hash IN {id_hashes:Array(UUID)}
GROUP BY location_id, id_hash
-- Of two decisions at the same time the safer one.
HAVING max((decided_at, suppressed)).2
UNION ALL
SELECT '' AS location_id, '' AS id_hash, count() AS key_count
FROM suppression_keys
