-- Every mapIdentity and unmapIdentity, the latest first, one keyset page per location: the audit trail.
SELECT
    location_id,
    toString(uuid) AS id,
    toUnixTimestamp64Milli(mapped_at) AS sort_key,
    anonymous_id,
    nullIf(identity_mappings.user_id, '') AS user_id,
    mapped_at AS decided_at,
    nullIf(identity_mappings.decided_by, '') AS decided_by
FROM identity_mappings FINAL
WHERE location_id IN {location_ids:Array(String)}
    AND source IN ('mapIdentity', 'unmapIdentity')
    AND ({after_key:Nullable(Int64)} IS NULL OR if({direction:Int8} = 1,
        (sort_key, id) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}),
        (sort_key, id) < (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String})))
ORDER BY
    location_id,
    if({direction:Int8} = 1, sort_key, 0), if({direction:Int8} = 1, id, ''),
    if({direction:Int8} = 1, 0, sort_key) DESC, if({direction:Int8} = 1, '', id) DESC
LIMIT {limit:UInt32} BY location_id
