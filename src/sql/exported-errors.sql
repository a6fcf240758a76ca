-- Errors one by one, as they were reported, the earliest first: one keyset page per location. Dates are local and inclusive.
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    location_id,
    toUnixTimestamp64Milli(timestamp) AS sort_key,
    toString(uuid) AS uuid,
    timestamp,
    fingerprint,
    toString(error_type) AS type,
    message,
    nullIf(component, '') AS component,
    toString(level) AS level,
    handled,
    nullIf(stack, '') AS stack,
    nullIf(distinct_id, '') AS distinct_id,
    if(distinct_id = '', NULL, substring(transform(concat(location_id, '\0', distinct_id) AS identity_id, identity.1, identity.2, identity_id), length(location_id) + 2)) AS user_id,
    nullIf(session_id, '') AS session_id,
    nullIf(request_id, '') AS request_id
FROM
(
    SELECT *
    FROM errors
    WHERE location_id IN {location_ids:Array(String)}
        AND timestamp >= toDateTime64({from:Date}, 3, {time_zone:String})
        AND timestamp < toDateTime64({to:Date} + 1, 3, {time_zone:String})
        AND (empty({types:Array(String)}) OR error_type IN {types:Array(String)})
        AND (empty({components:Array(String)}) OR component IN {components:Array(String)})
        AND (empty({levels:Array(String)}) OR level IN {levels:Array(String)})
        AND ({search:String} = '' OR positionCaseInsensitiveUTF8(concat(error_type, ' ', message), {search:String}) > 0)
        AND ({after_key:Nullable(Int64)} IS NULL OR
            (toUnixTimestamp64Milli(timestamp), toString(errors.uuid)) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}))
    ORDER BY received_at
    LIMIT 1 BY location_id, uuid
) AS reported
ORDER BY location_id, sort_key, uuid
LIMIT {limit:UInt32} BY location_id
