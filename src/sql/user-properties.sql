-- Person properties of the given users as one JSON object each, folded over all their distinct ids in the order of event time.
-- Within one event $set_once goes first and $unset last.
SELECT
    location_id,
    user_id,
    concat('{', arrayStringConcat(groupArray(concat(toJSONString(property), ':', value)), ','), '}') AS properties
FROM
(
    SELECT
        changes.location_id AS location_id,
        changes.user_id AS user_id,
        changes.property AS property,
        multiIf(
            has_set AND (NOT has_unset OR set_at > unset_at), last_set,
            has_unset, arrayFirst(once -> once.1 > unset_at, arraySort(later.settings)).2,
            first_set_once) AS value
    FROM
    (
        SELECT
            profiles.location_id AS location_id,
            members.user_id AS user_id,
            property,
            countIf(operation = 'set') > 0 AS has_set,
            countIf(operation = 'unset') > 0 AS has_unset,
            maxIf(last_at, operation = 'set') AS set_at,
            maxIf(last_at, operation = 'unset') AS unset_at,
            argMaxMergeIf(last_value, operation = 'set') AS last_set,
            argMinMergeIf(first_value, operation = 'set_once') AS first_set_once
        FROM user_profiles_mv AS profiles
        INNER JOIN members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}) AS members
            ON members.location_id = profiles.location_id AND members.distinct_id = profiles.distinct_id
        WHERE profiles.location_id IN {location_ids:Array(String)}
            AND (profiles.location_id, profiles.distinct_id) IN (
                SELECT location_id, distinct_id
                FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}))
        GROUP BY location_id, user_id, property
    ) AS changes
    LEFT JOIN
    (
        -- What $set_once says after an $unset is in the events only; few people have an $unset at all.
        SELECT
            events.location_id AS location_id,
            members.user_id AS user_id,
            once.1 AS property,
            groupArray(((events.timestamp, events.uuid), once.2)) AS settings
        FROM events
        ARRAY JOIN JSONExtractKeysAndValuesRaw(properties, '$set_once') AS once
        INNER JOIN members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}) AS members
            ON members.location_id = events.location_id AND members.distinct_id = events.distinct_id
        WHERE events.location_id IN {location_ids:Array(String)}
            AND (events.location_id, events.distinct_id) IN (
                SELECT location_id, distinct_id
                FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)})
                WHERE (location_id, user_id) IN (
                    SELECT members.location_id, members.user_id
                    FROM user_profiles_mv AS profiles
                    INNER JOIN members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}) AS members
                        ON members.location_id = profiles.location_id AND members.distinct_id = profiles.distinct_id
                    WHERE profiles.location_id IN {location_ids:Array(String)} AND profiles.operation = 'unset'))
            AND position(properties, '"$set_once') > 0 AND event NOT IN ('$exception', '$$heatmap')
        GROUP BY location_id, user_id, property
    ) AS later ON later.location_id = changes.location_id AND later.user_id = changes.user_id AND later.property = changes.property
)
WHERE value != ''
GROUP BY location_id, user_id
