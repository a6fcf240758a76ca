-- The users that own the given ids; an id may be a user id or any distinct id. One row per asked id that exists, with what their sessions say.
WITH
    (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity,
    requested AS
    (
        SELECT
            asked.location_id AS location_id,
            asked.id AS requested_id,
            substring(transform(concat(asked.location_id, '\0', asked.id) AS identity_id, identity.1, identity.2, identity_id), length(asked.location_id) + 2) AS user_id
        FROM (SELECT arrayJoin({location_ids:Array(String)}) AS location_id, arrayJoin({ids:Array(String)}) AS id) AS asked
    )
SELECT
    requested.location_id AS location_id,
    requested.requested_id AS requested_id,
    requested.user_id AS user_id,
    found.is_identified AS is_identified,
    found.distinct_ids AS distinct_ids,
    found.first_seen AS first_seen,
    found.last_seen AS last_seen,
    found.event_count AS event_count,
    visits.session_count AS session_count,
    nullIf(found.device.browser, '') AS browser,
    nullIf(found.device.device_type, '') AS device_type,
    nullIf(found.device.time_zone, '') AS time_zone
FROM requested
INNER JOIN
(
    SELECT * FROM people_by_id(location_ids = {location_ids:Array(String)}, ids = {ids:Array(String)})
) AS found ON found.location_id = requested.location_id AND found.user_id = requested.user_id
LEFT JOIN
(
    SELECT location_id, user_id, uniqExact(session_id) AS session_count
    FROM sessions(location_ids = {location_ids:Array(String)})
    WHERE session_key IN (
        SELECT session_key FROM user_session_keys(location_ids = {location_ids:Array(String)}, user_ids = {ids:Array(String)}))
    GROUP BY location_id, user_id
) AS visits ON visits.location_id = requested.location_id AND visits.user_id = requested.user_id
