-- Users of locations with what their sessions say: filtered, sorted, one keyset page per location.
SELECT
    location_id,
    user_id,
    sort_key,
    is_identified,
    distinct_ids,
    first_seen,
    last_seen,
    session_count,
    event_count,
    nullIf(browser, '') AS browser,
    nullIf(device_type, '') AS device_type,
    nullIf(time_zone, '') AS time_zone
FROM
(
    SELECT
        *,
        -- if() with a constant condition is folded away, and the other branches' columns with it; multiIf() reads them all.
        if({order_by:String} = 'FIRST_SEEN', toUnixTimestamp64Milli(first_seen),
            if({order_by:String} = 'SESSION_COUNT', toInt64(session_count), toUnixTimestamp64Milli(last_seen))) AS sort_key
    FROM identified_users_attribution_mv(location_ids = {location_ids:Array(String)})
)
WHERE ({identified:Nullable(Bool)} IS NULL OR is_identified = {identified:Nullable(Bool)})
    AND (empty({first_channels:Array(String)}) OR (visit_count > 0 AND first_channel IN {first_channels:Array(String)}))
    AND (empty({last_channels:Array(String)}) OR (visit_count > 0 AND last_channel IN {last_channels:Array(String)}))
    AND (empty({last_non_direct_channels:Array(String)}) OR (non_direct_visit_count > 0 AND last_non_direct_channel IN {last_non_direct_channels:Array(String)}))
    AND (empty({first_channel_groups:Array(String)}) OR (visit_count > 0 AND first_channel_group IN {first_channel_groups:Array(String)}))
    AND (empty({last_channel_groups:Array(String)}) OR (visit_count > 0 AND last_channel_group IN {last_channel_groups:Array(String)}))
    AND (empty({last_non_direct_channel_groups:Array(String)}) OR (non_direct_visit_count > 0 AND last_non_direct_channel_group IN {last_non_direct_channel_groups:Array(String)}))
    AND (empty({first_utm_sources:Array(String)}) OR (visit_count > 0 AND first_utm_source IN {first_utm_sources:Array(String)}))
    AND (empty({first_utm_mediums:Array(String)}) OR (visit_count > 0 AND first_utm_medium IN {first_utm_mediums:Array(String)}))
    AND (empty({first_utm_campaigns:Array(String)}) OR (visit_count > 0 AND first_utm_campaign IN {first_utm_campaigns:Array(String)}))
    AND (empty({last_utm_sources:Array(String)}) OR (visit_count > 0 AND last_utm_source IN {last_utm_sources:Array(String)}))
    AND (empty({last_utm_mediums:Array(String)}) OR (visit_count > 0 AND last_utm_medium IN {last_utm_mediums:Array(String)}))
    AND (empty({last_utm_campaigns:Array(String)}) OR (visit_count > 0 AND last_utm_campaign IN {last_utm_campaigns:Array(String)}))
    AND (empty({first_referring_domains:Array(String)}) OR (visit_count > 0 AND first_referring_domain IN {first_referring_domains:Array(String)}))
    AND (empty({last_referring_domains:Array(String)}) OR (visit_count > 0 AND last_referring_domain IN {last_referring_domains:Array(String)}))
    AND (empty({first_landing_pathnames:Array(String)}) OR (visit_count > 0 AND first_landing_pathname IN {first_landing_pathnames:Array(String)}))
    AND (empty({click_id_parameters:Array(String)}) OR (location_id, user_id) IN (
        SELECT clicks.location_id, if(mapped.user_id = '', clicks.distinct_id, mapped.user_id)
        FROM click_ids_mv AS clicks
        LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
            ON mapped.location_id = clicks.location_id AND mapped.distinct_id = clicks.distinct_id
        WHERE clicks.location_id IN {location_ids:Array(String)} AND clicks.parameter IN {click_id_parameters:Array(String)}))
    AND ({min_session_count:Nullable(UInt32)} IS NULL OR session_count >= {min_session_count:Nullable(UInt32)})
    AND ({max_session_count:Nullable(UInt32)} IS NULL OR session_count <= {max_session_count:Nullable(UInt32)})
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
