-- Created write keys, the latest first, one keyset page per location: who made them, and who took them back.
SELECT
    location_id,
    id,
    toUnixTimestamp64Milli(created_at) AS sort_key,
    name,
    prefix,
    created_at,
    nullIf(created_by, '') AS created_by,
    revoked_at,
    nullIf(revoked_by, '') AS revoked_by
FROM
(
    SELECT
        location_id,
        key_id AS id,
        any(write_keys.name) AS name,
        any(write_keys.prefix) AS prefix,
        minIf(changed_at, action = 'create') AS created_at,
        argMinIf(changed_by, changed_at, action = 'create') AS created_by,
        minOrNullIf(changed_at, action = 'revoke') AS revoked_at,
        argMinIf(changed_by, changed_at, action = 'revoke') AS revoked_by
    FROM write_keys
    WHERE location_id IN {location_ids:Array(String)}
    GROUP BY location_id, key_id, key_hash
    HAVING countIf(action = 'create') > 0
)
WHERE ({revoked:Nullable(Bool)} IS NULL OR isNotNull(revoked_at) = assumeNotNull({revoked:Nullable(Bool)}))
    AND ({after_key:Nullable(Int64)} IS NULL OR if({direction:Int8} = 1,
        (sort_key, id) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}),
        (sort_key, id) < (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String})))
ORDER BY
    location_id,
    if({direction:Int8} = 1, sort_key, 0), if({direction:Int8} = 1, id, ''),
    if({direction:Int8} = 1, 0, sort_key) DESC, if({direction:Int8} = 1, '', id) DESC
LIMIT {limit:UInt32} BY location_id
