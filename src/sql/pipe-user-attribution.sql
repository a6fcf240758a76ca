-- First and latest touch of a person (any of their ids), or of everybody, over the sessions that started and the events that happened
-- within the bounds: one row per location, none without an event.
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    nullIf(visits.first_touch.utm_source, '') AS first_utm_source,
    nullIf(visits.first_touch.utm_medium, '') AS first_utm_medium,
    nullIf(visits.first_touch.utm_campaign, '') AS first_utm_campaign,
    nullIf(visits.first_touch.utm_content, '') AS first_utm_content,
    nullIf(visits.first_touch.utm_term, '') AS first_utm_term,
    nullIf(visits.first_touch.click_ids['gclid'], '') AS first_gclid,
    nullIf(visits.first_touch.click_ids['fbclid'], '') AS first_fbclid,
    nullIf(visits.first_touch.click_ids['msclkid'], '') AS first_msclkid,
    nullIf(visits.first_touch.referrer, '') AS first_referrer,
    nullIf(visits.first_touch.referring_domain, '') AS first_referring_domain,
    nullIf(visits.last_touch.utm_source, '') AS recent_utm_source,
    nullIf(visits.last_touch.utm_medium, '') AS recent_utm_medium,
    nullIf(visits.last_touch.utm_campaign, '') AS recent_utm_campaign,
    nullIf(visits.last_touch.utm_content, '') AS recent_utm_content,
    nullIf(visits.last_touch.utm_term, '') AS recent_utm_term,
    nullIf(visits.last_touch.click_ids['gclid'], '') AS recent_gclid,
    nullIf(visits.last_touch.click_ids['fbclid'], '') AS recent_fbclid,
    nullIf(visits.last_touch.click_ids['msclkid'], '') AS recent_msclkid,
    nullIf(visits.last_touch.referrer, '') AS recent_referrer,
    nullIf(visits.last_touch.referring_domain, '') AS recent_referring_domain,
    nullIf(visits.first_session_touch.utm_source, '') AS first_session_utm_source,
    nullIf(visits.first_session_touch.utm_medium, '') AS first_session_utm_medium,
    nullIf(visits.first_session_touch.utm_campaign, '') AS first_session_utm_campaign,
    nullIf(visits.first_session_touch.utm_content, '') AS first_session_utm_content,
    nullIf(visits.first_session_touch.utm_term, '') AS first_session_utm_term,
    nullIf(visits.first_session_touch.referrer, '') AS first_session_referrer,
    nullIf(visits.first_session_touch.referring_domain, '') AS first_session_referring_domain,
    visits.session_count AS session_count,
    fromUnixTimestamp64Micro(1000 * toUnixTimestamp64Milli(seen.first_seen)) AS first_seen,
    fromUnixTimestamp64Micro(1000 * toUnixTimestamp64Milli(seen.last_seen)) AS last_seen,
    toUInt32(if(visits.visit_count > 0, dateDiff('day', visits.first_at, visits.last_at), 0)) AS days_between_first_last
FROM
(
    SELECT location_id, min(timestamp) AS first_seen, max(timestamp) AS last_seen
    FROM events
    WHERE location_id IN {location_ids:Array(String)}
        AND (empty({user_ids:Array(String)}) OR (location_id, distinct_id) IN (
            SELECT location_id, distinct_id
            FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)})))
        AND ({since:Nullable(DateTime64(3, 'UTC'))} IS NULL OR timestamp >= {since:Nullable(DateTime64(3, 'UTC'))})
        AND ({before:Nullable(DateTime64(3, 'UTC'))} IS NULL OR timestamp < {before:Nullable(DateTime64(3, 'UTC'))})
    GROUP BY location_id
) AS seen
LEFT JOIN
(
    SELECT
        location_id,
        uniqExact(session_id) AS session_count,
        countIf(has_visit) AS visit_count,
        argMinIf((occurred_at, touch), visit_order, has_visit) AS first_visit,
        argMaxIf((occurred_at, touch), visit_order, has_visit) AS last_visit,
        first_visit.1 AS first_at,
        first_visit.2 AS first_touch,
        last_visit.1 AS last_at,
        last_visit.2 AS last_touch,
        argMinIf(touch, (started_at, session_id), has_visit) AS first_session_touch
    FROM sessions(location_ids = {location_ids:Array(String)})
    WHERE (empty({user_ids:Array(String)}) OR session_key IN (
            SELECT session_key FROM user_session_keys(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)})))
        AND (empty({user_ids:Array(String)}) OR has(
            arrayMap(id -> transform(concat(location_id, '\0', id) AS asked_id, identity.1, identity.2, asked_id), {user_ids:Array(String)}),
            concat(location_id, '\0', user_id)))
        AND ({since:Nullable(DateTime64(3, 'UTC'))} IS NULL OR started_at >= {since:Nullable(DateTime64(3, 'UTC'))})
        AND ({before:Nullable(DateTime64(3, 'UTC'))} IS NULL OR started_at < {before:Nullable(DateTime64(3, 'UTC'))})
    GROUP BY location_id
) AS visits ON visits.location_id = seen.location_id
