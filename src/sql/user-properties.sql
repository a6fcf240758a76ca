-- Person properties of the given users as one JSON object each, folded over all their distinct ids.
SELECT
    location_id,
    user_id,
    concat('{', arrayStringConcat(groupArray(concat(toJSONString(property), ':', value)), ','), '}') AS properties
FROM
(
    SELECT
        profiles.location_id AS location_id,
        members.user_id AS user_id,
        property,
        maxIf(last_at, operation = 'set') AS set_at,
        maxIf(last_at, operation = 'unset') AS unset_at,
        minIf(first_at, operation = 'set_once') AS set_once_at,
        countIf(operation = 'set') > 0 AS has_set,
        countIf(operation = 'set_once') > 0 AS has_set_once,
        countIf(operation = 'unset') > 0 AS has_unset,
        multiIf(
            has_set AND (NOT has_unset OR set_at > unset_at), argMaxMergeIf(last_value, operation = 'set'),
            has_set_once AND (NOT has_unset OR set_once_at > unset_at), argMinMergeIf(first_value, operation = 'set_once'),
            '') AS value
    FROM user_profiles_mv AS profiles
    INNER JOIN members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}) AS members
        ON members.location_id = profiles.location_id AND members.distinct_id = profiles.distinct_id
    WHERE profiles.location_id IN {location_ids:Array(String)}
        AND (profiles.location_id, profiles.distinct_id) IN (
            SELECT location_id, distinct_id
            FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}))
    GROUP BY location_id, user_id, property
)
WHERE value != ''
GROUP BY location_id, user_id
