-- Write keys by their ids, and whether they are in force. `all_locations` is bound from the credential; for ingest the key is the credential.
SELECT
    location_id,
    key_id,
    key_hash,
    any(write_keys.name) AS name,
    any(write_keys.prefix) AS prefix,
    countIf(action = 'revoke') = 0 AS in_force
FROM write_keys
WHERE ({all_locations:Bool} OR location_id IN {location_ids:Array(String)})
    AND key_id IN {key_ids:Array(String)}
GROUP BY location_id, key_id, key_hash
HAVING countIf(action = 'create') > 0
