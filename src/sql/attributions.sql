-- First, last and last non-direct touch of the given users. A touch whose `occurred_at` is null does not exist.
SELECT
    location_id,
    user_id,
    if(visit_count > 0, first_visit.1, NULL) AS first_occurred_at,
    first_visit.2 AS first_channel,
    first_visit.3 AS first_channel_group,
    first_visit.4 AS first_touch,
    if(visit_count > 0, last_visit.1, NULL) AS last_occurred_at,
    last_visit.2 AS last_channel,
    last_visit.3 AS last_channel_group,
    last_visit.4 AS last_touch,
    if(non_direct_visit_count > 0, last_non_direct_visit.1, NULL) AS last_non_direct_occurred_at,
    last_non_direct_visit.2 AS last_non_direct_channel,
    last_non_direct_visit.3 AS last_non_direct_channel_group,
    last_non_direct_visit.4 AS last_non_direct_touch,
    toUInt32(if(visit_count > 0, dateDiff('day', first_visit.1, last_visit.1), 0)) AS days_between_first_and_last
FROM
(
    WITH
        (occurred_at, channel, channel_group, touch) AS visit
    SELECT
        location_id,
        user_id,
        countIf(has_visit) AS visit_count,
        argMinIf(visit, (occurred_at, session_id), has_visit) AS first_visit,
        argMaxIf(visit, (occurred_at, session_id), has_visit) AS last_visit,
        countIf(has_visit AND channel != 'direct') AS non_direct_visit_count,
        argMaxIf(visit, (occurred_at, session_id), has_visit AND channel != 'direct') AS last_non_direct_visit
    FROM sessions(location_ids = {location_ids:Array(String)})
    WHERE user_id IN {user_ids:Array(String)}
        AND session_key IN (
            SELECT session_key FROM user_session_keys(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}))
    GROUP BY location_id, user_id
)
