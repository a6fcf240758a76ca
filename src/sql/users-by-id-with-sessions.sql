-- The users that own the given ids; an id may be a user id or any distinct id. One row per asked id that exists, with what their sessions say.
SELECT
    found.location_id AS location_id,
    arrayJoin(arrayFilter(id -> id IN {ids:Array(String)}, arrayDistinct(arrayPushBack(found.distinct_ids, found.user_id)))) AS requested_id,
    found.user_id AS user_id,
    found.is_identified AS is_identified,
    found.distinct_ids AS distinct_ids,
    found.first_seen AS first_seen,
    found.last_seen AS last_seen,
    found.event_count AS event_count,
    found.session_keys AS session_keys,
    visits.session_count AS session_count,
    nullIf(found.browser, '') AS browser,
    nullIf(found.device_type, '') AS device_type,
    nullIf(found.time_zone, '') AS time_zone
FROM
(
    SELECT * FROM people_by_id(location_ids = {location_ids:Array(String)}, ids = {ids:Array(String)})
) AS found
LEFT JOIN
(
    SELECT location_id, user_id, uniqExact(session_id) AS session_count
    FROM sessions(location_ids = {location_ids:Array(String)})
    WHERE session_key IN (
        SELECT session_key FROM user_session_keys(location_ids = {location_ids:Array(String)}, user_ids = {ids:Array(String)}))
    GROUP BY location_id, user_id
) AS visits ON visits.location_id = found.location_id AND visits.user_id = found.user_id
