-- Statements about identity as they were made, the earliest first: one keyset page per location.
SELECT
    location_id,
    toUnixTimestamp64Milli(mapped_at) AS sort_key,
    toString(uuid) AS uuid,
    anonymous_id,
    nullIf(user_id, '') AS user_id,
    toString(source) AS source,
    mapped_at,
    nullIf(decided_by, '') AS decided_by
FROM
(
    SELECT *
    FROM identity_mappings
    WHERE location_id IN {location_ids:Array(String)}
        AND ({after_key:Nullable(Int64)} IS NULL OR
            (toUnixTimestamp64Milli(mapped_at), toString(identity_mappings.uuid)) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}))
    ORDER BY received_at
    LIMIT 1 BY location_id, uuid
) AS made
ORDER BY location_id, sort_key, uuid
LIMIT {limit:UInt32} BY location_id
