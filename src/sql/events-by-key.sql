-- Events whose keys are known, read by them: the columns of `events`, in no order.
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
            AND distinct_id IN {distinct_ids:Array(String)}
            AND timestamp IN {timestamps:Array(DateTime64(3, 'UTC'))}
            AND uuid IN {uuids:Array(UUID)}
        ORDER BY timestamp
        LIMIT 1 BY location_id, uuid
    ) AS events
) AS events
