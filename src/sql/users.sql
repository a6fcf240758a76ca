-- Users of locations: filtered, sorted, one keyset page per location. What needs no session is several times cheaper without them.
SELECT
    location_id,
    user_id,
    sort_key,
    is_identified,
    distinct_ids,
    first_seen,
    last_seen,
    event_count,
    nullIf(browser, '') AS browser,
    nullIf(device_type, '') AS device_type,
    nullIf(time_zone, '') AS time_zone
FROM
(
    SELECT
        *,
        if({order_by:String} = 'FIRST_SEEN', toUnixTimestamp64Milli(first_seen), toUnixTimestamp64Milli(last_seen)) AS sort_key
    FROM people(location_ids = {location_ids:Array(String)})
)
WHERE ({identified:Nullable(Bool)} IS NULL OR is_identified = {identified:Nullable(Bool)})
    AND (empty({click_id_parameters:Array(String)}) OR (location_id, user_id) IN (
        SELECT clicks.location_id, if(mapped.user_id = '', clicks.distinct_id, mapped.user_id)
        FROM click_ids_mv AS clicks
        LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
            ON mapped.location_id = clicks.location_id AND mapped.distinct_id = clicks.distinct_id
        WHERE clicks.location_id IN {location_ids:Array(String)} AND clicks.parameter IN {click_id_parameters:Array(String)}))
    AND ({min_event_count:Nullable(UInt32)} IS NULL OR event_count >= {min_event_count:Nullable(UInt32)})
    AND ({max_event_count:Nullable(UInt32)} IS NULL OR event_count <= {max_event_count:Nullable(UInt32)})
    -- Both list the users of whom something is known; the others fit or do not, all alike.
    AND (empty({property_keys:Array(String)}) OR ((location_id, user_id) IN (
        SELECT location_id, user_id
        FROM users_by_properties(
            location_ids = {location_ids:Array(String)},
            keys = {property_keys:Array(String)},
            values = {property_values:Array(String)})
        WHERE fits != {fits_without_properties:Bool})) != {fits_without_properties:Bool})
    AND (empty({behavior_events:Array(String)}) OR ((location_id, user_id) IN (
        SELECT location_id, user_id
        FROM users_by_behavior(
            location_ids = {location_ids:Array(String)},
            events = {behavior_events:Array(String)},
            pathnames = {behavior_pathnames:Array(String)},
            property_conditions = {behavior_property_conditions:Array(UInt8)},
            property_keys = {behavior_property_keys:Array(String)},
            property_values = {behavior_property_values:Array(String)},
            first_days = {behavior_first_days:Array(Date32)},
            last_days = {behavior_last_days:Array(Date32)},
            time_zone = {behavior_time_zone:String},
            min_counts = {behavior_min_counts:Array(UInt32)},
            max_counts = {behavior_max_counts:Array(UInt32)},
            negated = {behavior_negated:Array(Bool)})
        WHERE fits != {fits_without_behavior:Bool})) != {fits_without_behavior:Bool})
    AND ({first_seen_after:Nullable(DateTime64(3, 'UTC'))} IS NULL OR first_seen >= {first_seen_after:Nullable(DateTime64(3, 'UTC'))})
    AND ({first_seen_before:Nullable(DateTime64(3, 'UTC'))} IS NULL OR first_seen < {first_seen_before:Nullable(DateTime64(3, 'UTC'))})
    AND ({last_seen_after:Nullable(DateTime64(3, 'UTC'))} IS NULL OR last_seen >= {last_seen_after:Nullable(DateTime64(3, 'UTC'))})
    AND ({last_seen_before:Nullable(DateTime64(3, 'UTC'))} IS NULL OR last_seen < {last_seen_before:Nullable(DateTime64(3, 'UTC'))})
    AND ({after_key:Nullable(Int64)} IS NULL OR if({direction:Int8} = 1,
        (sort_key, user_id) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}),
        (sort_key, user_id) < (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String})))
ORDER BY
    location_id,
    if({direction:Int8} = 1, sort_key, 0), if({direction:Int8} = 1, user_id, ''),
    if({direction:Int8} = 1, 0, sort_key) DESC, if({direction:Int8} = 1, '', user_id) DESC
LIMIT {limit:UInt32} BY location_id
