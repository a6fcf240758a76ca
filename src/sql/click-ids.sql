-- Every click id value ever detected for the given users, newest detection first.
SELECT
    clicks.location_id AS location_id,
    members.user_id AS user_id,
    toString(clicks.parameter) AS parameter,
    clicks.value AS value,
    min(clicks.first_detected_at) AS first_detected_at,
    max(clicks.last_detected_at) AS last_detected_at
FROM click_ids_mv AS clicks
INNER JOIN members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}) AS members
    ON members.location_id = clicks.location_id AND members.distinct_id = clicks.distinct_id
WHERE clicks.location_id IN {location_ids:Array(String)}
    AND (clicks.location_id, clicks.distinct_id) IN (
        SELECT location_id, distinct_id
        FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}))
GROUP BY location_id, user_id, parameter, value
ORDER BY location_id, user_id, last_detected_at DESC, parameter, value
