-- The erasures of a location, the latest first, one keyset page per location: the audit. No id of a person is kept.
SELECT
    location_id,
    toString(erasure_id) AS id,
    toUnixTimestamp64Milli(requested_at) AS sort_key,
    toString(state) AS state,
    nullIf(requested_by, '') AS requested_by,
    requested_at,
    erased_at,
    purged_at,
    id_count,
    removed
FROM erasure_states(location_ids = {location_ids:Array(String)})
WHERE {after_key:Nullable(Int64)} IS NULL OR if({direction:Int8} = 1,
    (sort_key, id) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}),
    (sort_key, id) < (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}))
ORDER BY
    location_id,
    if({direction:Int8} = 1, sort_key, 0), if({direction:Int8} = 1, id, ''),
    if({direction:Int8} = 1, 0, sort_key) DESC, if({direction:Int8} = 1, '', id) DESC
LIMIT {limit:UInt32} BY location_id
