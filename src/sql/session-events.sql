-- Events of the given sessions, one keyset page per session.
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    location_id,
    toString(uuid) AS uuid,
    parent_id,
    toUnixTimestamp64Milli(timestamp) AS sort_key,
    toString(event) AS name,
    timestamp,
    distinct_id,
    user_id,
    parent_id::Nullable(String) AS session_id,
    nullIf(current_url, '') AS url,
    nullIf(pathname, '') AS pathname,
    properties
FROM
(
    SELECT
        events.*,
        if(events.session_id != '', events.session_id, concat('~', toString(starts.starts_at), '~', events.distinct_id)) AS parent_id,
        substring(transform(concat(events.location_id, '\0', events.distinct_id) AS identity_id, identity.1, identity.2, identity_id), length(events.location_id) + 2) AS user_id
    FROM
    (
        -- An event that was stored twice (a retry that raced its first try) is read once.
        SELECT *
        FROM events
        WHERE location_id IN {location_ids:Array(String)}
            AND if(session_id = '', is_visit, session_id IN {session_ids:Array(String)})
            AND (location_id, distinct_id) IN (
                SELECT location_id, arrayJoin(distinct_ids)
                FROM sessions_mv
                WHERE location_id IN {location_ids:Array(String)} AND session_key IN (
                    SELECT if(match(arrayJoin({session_ids:Array(String)}) AS id, '^~[0-9]{1,15}~'), extract(id, '(?s)^~[0-9]+(~.*)$'), id)))
            AND (empty({names:Array(String)}) OR event IN {names:Array(String)})
            AND ({after_time:Nullable(DateTime64(3, 'UTC'))} IS NULL OR timestamp >= {after_time:Nullable(DateTime64(3, 'UTC'))})
            AND ({before_time:Nullable(DateTime64(3, 'UTC'))} IS NULL OR timestamp < {before_time:Nullable(DateTime64(3, 'UTC'))})
            AND ({search:String} = '' OR positionCaseInsensitiveUTF8(event, {search:String}) > 0
                OR positionCaseInsensitiveUTF8(current_url, {search:String}) > 0)
            AND ({in_session:Nullable(Bool)} IS NULL OR {in_session:Nullable(Bool)} = (session_id != '' OR is_visit))
        ORDER BY timestamp
        LIMIT 1 BY location_id, uuid
    ) AS events
    ASOF LEFT JOIN loose_session_starts(location_ids = {location_ids:Array(String)}) AS starts
        ON starts.location_id = events.location_id AND starts.session_key = concat('~', events.distinct_id)
        AND toUnixTimestamp64Milli(events.timestamp) >= starts.starts_at
)
WHERE parent_id IN {session_ids:Array(String)}
    AND ({after_key:Nullable(Int64)} IS NULL OR if({direction:Int8} = 1,
    (sort_key, uuid) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}),
    (sort_key, uuid) < (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String})))
ORDER BY
    location_id,
    if({direction:Int8} = 1, sort_key, 0), if({direction:Int8} = 1, uuid, ''),
    if({direction:Int8} = 1, 0, sort_key) DESC, if({direction:Int8} = 1, '', uuid) DESC
LIMIT {limit:UInt32} BY location_id, parent_id
