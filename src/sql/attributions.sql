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
FROM
(
    WITH
        tuple(occurred_at, channel, channel_group, touch)::Tuple(occurred_at DateTime64(3, 'UTC'), channel String, channel_group String,
            touch Tuple(
                utm_source String, utm_medium String, utm_campaign String, utm_content String, utm_term String,
                referrer String, referring_domain String, landing_url String, landing_pathname String,
                click_ids Map(String, String))) AS visit
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
