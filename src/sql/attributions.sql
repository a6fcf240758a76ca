-- First, last and last non-direct touch of the given users. A touch whose `occurred_at` is null does not exist.
SELECT
    location_id,
    user_id,
    if(visit_count > 0, first_visit.occurred_at, NULL) AS first_occurred_at,
    first_visit.channel AS first_channel,
    first_visit.channel_group AS first_channel_group,
    first_visit.touch AS first_touch,
    if(visit_count > 0, last_visit.occurred_at, NULL) AS last_occurred_at,
    last_visit.channel AS last_channel,
    last_visit.channel_group AS last_channel_group,
    last_visit.touch AS last_touch,
    if(non_direct_visit_count > 0, last_non_direct_visit.occurred_at, NULL) AS last_non_direct_occurred_at,
    last_non_direct_visit.channel AS last_non_direct_channel,
    last_non_direct_visit.channel_group AS last_non_direct_channel_group,
    last_non_direct_visit.touch AS last_non_direct_touch,
    toUInt32(if(visit_count > 0, dateDiff('day', first_visit.occurred_at, last_visit.occurred_at), 0)) AS days_between_first_and_last
FROM identified_users_attribution_mv(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)})
