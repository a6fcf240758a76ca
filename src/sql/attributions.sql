-- First, last and last non-direct visit of the given users: (occurred_at, channel, channel_group, touch). A visit without a channel does not exist.
WITH
    (occurred_at, channel, channel_group, touch) AS visit
SELECT
    location_id,
    user_id,
    argMinIf(visit, visit_order, has_visit) AS first_visit,
    argMaxIf(visit, visit_order, has_visit) AS last_visit,
    argMaxIf(visit, visit_order, has_visit AND channel != 'direct') AS last_non_direct_visit,
    -- Of nobody's visits both are at the same time.
    toUInt32(dateDiff('day', first_visit.1, last_visit.1)) AS days_between_first_and_last
FROM sessions(location_ids = {location_ids:Array(String)})
WHERE user_id IN {user_ids:Array(String)}
    AND session_key IN (
        SELECT session_key FROM user_session_keys(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}))
GROUP BY location_id, user_id
