-- Every click id value ever detected for the given users, newest detection first.
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    clicks.location_id AS location_id,
    substring(transform(concat(clicks.location_id, '\0', clicks.distinct_id) AS identity_id, identity.1, identity.2, identity_id), length(clicks.location_id) + 2) AS user_id,
    toString(clicks.parameter) AS parameter,
    clicks.value AS value,
    min(clicks.first_detected_at) AS first_detected_at,
    max(clicks.last_detected_at) AS last_detected_at
FROM click_ids_mv AS clicks
WHERE clicks.location_id IN {location_ids:Array(String)}
    AND (clicks.location_id, clicks.distinct_id) IN (
        SELECT location_id, distinct_id
        FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}))
GROUP BY location_id, user_id, parameter, value
ORDER BY location_id, user_id, last_detected_at DESC, parameter, value
