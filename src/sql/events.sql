-- Events of locations, one keyset page per location. `uuids` looks up by id.
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    location_id,
    toString(uuid) AS uuid,
    '' AS parent_id,
    toUnixTimestamp64Milli(timestamp) AS sort_key,
    toString(event) AS name,
    timestamp,
    distinct_id,
    user_id,
    -- An event names the session it falls into by its own time, where it has no session id.
    multiIf(events.session_id != '', events.session_id, is_visit,
        concat('~', toString(toUnixTimestamp64Milli(timestamp)), '~', distinct_id), NULL) AS session_id,
    nullIf(current_url, '') AS url,
    nullIf(pathname, '') AS pathname,
    properties
FROM
(
    SELECT events.*, substring(transform(concat(events.location_id, '\0', events.distinct_id) AS identity_id, identity.1, identity.2, identity_id), length(events.location_id) + 2) AS user_id
    FROM
    (
        -- An event that was stored twice (a retry that raced its first try) is read once.
        SELECT *
        FROM events
        WHERE location_id IN {location_ids:Array(String)}
            AND (empty({uuids:Array(UUID)}) OR uuid IN {uuids:Array(UUID)})
            AND (empty({names:Array(String)}) OR event IN {names:Array(String)})
            AND ({after_time:Nullable(DateTime64(3, 'UTC'))} IS NULL OR timestamp >= {after_time:Nullable(DateTime64(3, 'UTC'))})
            AND ({before_time:Nullable(DateTime64(3, 'UTC'))} IS NULL OR timestamp < {before_time:Nullable(DateTime64(3, 'UTC'))})
            AND ({search:String} = '' OR positionCaseInsensitiveUTF8(event, {search:String}) > 0
                OR positionCaseInsensitiveUTF8(current_url, {search:String}) > 0)
            AND ({in_session:Nullable(Bool)} IS NULL OR {in_session:Nullable(Bool)} = (session_id != '' OR is_visit))
        ORDER BY timestamp
        LIMIT 1 BY location_id, uuid
    ) AS events
) AS events
WHERE ({after_key:Nullable(Int64)} IS NULL OR if({direction:Int8} = 1,
    (sort_key, uuid) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}),
    (sort_key, uuid) < (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String})))
ORDER BY
    location_id,
    if({direction:Int8} = 1, sort_key, 0), if({direction:Int8} = 1, uuid, ''),
    if({direction:Int8} = 1, 0, sort_key) DESC, if({direction:Int8} = 1, '', uuid) DESC
LIMIT {limit:UInt32} BY location_id, parent_id
