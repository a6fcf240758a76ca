-- The users that own the given ids; an id may be a user id or any distinct id. One row per asked id that exists.
SELECT
    location_id,
    arrayJoin(arrayFilter(id -> id IN {ids:Array(String)}, arrayDistinct(arrayPushBack(distinct_ids, user_id)))) AS requested_id,
    user_id,
    is_identified,
    distinct_ids,
    first_seen,
    last_seen,
    event_count,
    session_keys,
    nullIf(browser, '') AS browser,
    nullIf(device_type, '') AS device_type,
    nullIf(time_zone, '') AS time_zone
FROM people_by_id(location_ids = {location_ids:Array(String)}, ids = {ids:Array(String)})
