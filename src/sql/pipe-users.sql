-- Users with their first and last touch, in the columns of the Tinybird pipes. `user_ids` (any ids of people) asks for some; else all.
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    people.user_id AS user_id,
    people.location_id AS location_id,
    fromUnixTimestamp64Micro(1000 * toUnixTimestamp64Milli(people.first_seen)) AS first_seen,
    nullIf(visits.first_touch.landing_url, '') AS first_url,
    nullIf(visits.first_touch.utm_source, '') AS first_utm_source,
    nullIf(visits.first_touch.utm_medium, '') AS first_utm_medium,
    nullIf(visits.first_touch.utm_campaign, '') AS first_utm_campaign,
    nullIf(visits.first_touch.utm_content, '') AS first_utm_content,
    nullIf(visits.first_touch.utm_term, '') AS first_utm_term,
    nullIf(visits.first_touch.referrer, '') AS first_referrer,
    nullIf(visits.first_touch.referring_domain, '') AS first_referring_domain,
    nullIf(visits.first_touch.click_ids['gclid'], '') AS first_gclid,
    nullIf(visits.first_touch.click_ids['fbclid'], '') AS first_fbclid,
    nullIf(visits.first_touch.click_ids['msclkid'], '') AS first_msclkid,
    nullIf(visits.first_touch.click_ids['twclid'], '') AS first_twclid,
    nullIf(visits.first_touch.click_ids['dclid'], '') AS first_dclid,
    nullIf(visits.first_touch.click_ids['gbraid'], '') AS first_gbraid,
    nullIf(visits.first_touch.click_ids['wbraid'], '') AS first_wbraid,
    nullIf(visits.first_touch.click_ids['li_fat_id'], '') AS first_li_fat_id,
    nullIf(visits.first_touch.click_ids['igshid'], '') AS first_igshid,
    nullIf(visits.first_touch.click_ids['ttclid'], '') AS first_ttclid,
    nullIf(visits.first_touch.click_ids['rdt_cid'], '') AS first_rdt_cid,
    nullIf(visits.first_touch.click_ids['epik'], '') AS first_epik,
    nullIf(visits.first_touch.click_ids['qclid'], '') AS first_qclid,
    nullIf(visits.first_touch.click_ids['sccid'], '') AS first_sccid,
    nullIf(visits.first_touch.click_ids['irclid'], '') AS first_irclid,
    nullIf(visits.first_touch.click_ids['_kx'], '') AS first__kx,
    fromUnixTimestamp64Micro(1000 * toUnixTimestamp64Milli(people.last_seen)) AS last_seen,
    nullIf(visits.last_touch.landing_url, '') AS last_url,
    nullIf(visits.last_touch.utm_source, '') AS last_utm_source,
    nullIf(visits.last_touch.utm_medium, '') AS last_utm_medium,
    nullIf(visits.last_touch.utm_campaign, '') AS last_utm_campaign,
    nullIf(visits.last_touch.utm_content, '') AS last_utm_content,
    nullIf(visits.last_touch.utm_term, '') AS last_utm_term,
    nullIf(visits.last_touch.referrer, '') AS last_referrer,
    nullIf(visits.last_touch.referring_domain, '') AS last_referring_domain,
    nullIf(visits.last_touch.click_ids['gclid'], '') AS last_gclid,
    nullIf(visits.last_touch.click_ids['fbclid'], '') AS last_fbclid,
    nullIf(visits.last_touch.click_ids['msclkid'], '') AS last_msclkid,
    nullIf(visits.last_touch.click_ids['twclid'], '') AS last_twclid,
    nullIf(visits.last_touch.click_ids['dclid'], '') AS last_dclid,
    nullIf(visits.last_touch.click_ids['gbraid'], '') AS last_gbraid,
    nullIf(visits.last_touch.click_ids['wbraid'], '') AS last_wbraid,
    nullIf(visits.last_touch.click_ids['li_fat_id'], '') AS last_li_fat_id,
    nullIf(visits.last_touch.click_ids['igshid'], '') AS last_igshid,
    nullIf(visits.last_touch.click_ids['ttclid'], '') AS last_ttclid,
    nullIf(visits.last_touch.click_ids['rdt_cid'], '') AS last_rdt_cid,
    nullIf(visits.last_touch.click_ids['epik'], '') AS last_epik,
    nullIf(visits.last_touch.click_ids['qclid'], '') AS last_qclid,
    nullIf(visits.last_touch.click_ids['sccid'], '') AS last_sccid,
    nullIf(visits.last_touch.click_ids['irclid'], '') AS last_irclid,
    nullIf(visits.last_touch.click_ids['_kx'], '') AS last__kx,
    visits.session_count AS session_count,
    toUInt32(if(visits.visit_count > 0, dateDiff('day', visits.first_at, visits.last_at), 0)) AS days_between_first_last,
    -- The first detection of the fbclid that was detected last; where only the browser's own click value was seen, the time that it says.
    if(clicks.fbclid_count > 0, clicks.fbclid_detected, if(clicks.fbc_count > 0, clicks.fbc_created, NULL)) AS fbclid_detected_timestamp_ms,
    if(visits.visit_count > 0, visits.first_channel, 'direct') AS first_touch_channel,
    if(visits.visit_count > 0, visits.last_channel, 'direct') AS last_touch_channel,
    nullIf(people.device_type, '') AS device_type,
    nullIf(people.browser, '') AS browser,
    nullIf(people.time_zone, '') AS timezone,
    toBool(length(people.distinct_ids) > 1) AS has_identity_mapping,
    people.is_identified AS is_identified
FROM
(
    SELECT * FROM people(location_ids = {location_ids:Array(String)}) WHERE empty({user_ids:Array(String)})
    UNION ALL
    SELECT * EXCEPT (session_keys) FROM people_by_id(location_ids = {location_ids:Array(String)}, ids = {user_ids:Array(String)}) WHERE notEmpty({user_ids:Array(String)})
) AS people
LEFT JOIN
(
    SELECT
        location_id,
        user_id,
        uniqExact(session_id) AS session_count,
        countIf(has_visit) AS visit_count,
        argMinIf((occurred_at, channel, touch), visit_order, has_visit) AS first_visit,
        argMaxIf((occurred_at, channel, touch), visit_order, has_visit) AS last_visit,
        first_visit.1 AS first_at,
        first_visit.2 AS first_channel,
        first_visit.3 AS first_touch,
        last_visit.1 AS last_at,
        last_visit.2 AS last_channel,
        last_visit.3 AS last_touch
    FROM sessions(location_ids = {location_ids:Array(String)})
    WHERE empty({user_ids:Array(String)})
        OR session_key IN (
            SELECT session_key FROM user_session_keys(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}))
    GROUP BY location_id, user_id
) AS visits ON visits.location_id = people.location_id AND visits.user_id = people.user_id
LEFT JOIN
(
    SELECT
        location_id,
        user_id,
        countIf(parameter = 'fbclid') AS fbclid_count,
        argMinIf(first_ms, (-last_ms, value), parameter = 'fbclid') AS fbclid_detected,
        countIf(parameter = '_fbc' AND created != '') AS fbc_count,
        argMinIf(toInt64OrZero(created), (-last_ms, value), parameter = '_fbc' AND created != '') AS fbc_created
    FROM
    (
        SELECT
            clicks.location_id AS location_id,
            substring(transform(concat(clicks.location_id, '\0', clicks.distinct_id) AS identity_id, identity.1, identity.2, identity_id), length(clicks.location_id) + 2) AS user_id,
            toString(clicks.parameter) AS parameter,
            clicks.value AS value,
            extract(value, '^fb\\.[0-9]+\\.([0-9]{1,14})\\..') AS created,
            toUnixTimestamp64Milli(min(clicks.first_detected_at)) AS first_ms,
            toUnixTimestamp64Milli(max(clicks.last_detected_at)) AS last_ms
        FROM click_ids_mv AS clicks
        WHERE clicks.location_id IN {location_ids:Array(String)}
            AND (empty({user_ids:Array(String)}) OR (clicks.location_id, clicks.distinct_id) IN (
                SELECT location_id, distinct_id
                FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)})))
            AND clicks.parameter IN ('fbclid', '_fbc')
        GROUP BY location_id, user_id, parameter, value
    )
    GROUP BY location_id, user_id
) AS clicks ON clicks.location_id = people.location_id AND clicks.user_id = people.user_id
WHERE ({identified:Nullable(Bool)} IS NULL OR people.is_identified = {identified:Nullable(Bool)})
    AND (empty({first_utm_sources:Array(String)}) OR visits.first_touch.utm_source IN {first_utm_sources:Array(String)})
    AND (empty({last_utm_sources:Array(String)}) OR visits.last_touch.utm_source IN {last_utm_sources:Array(String)})
    AND (empty({first_utm_campaigns:Array(String)}) OR visits.first_touch.utm_campaign IN {first_utm_campaigns:Array(String)})
    AND (empty({last_utm_campaigns:Array(String)}) OR visits.last_touch.utm_campaign IN {last_utm_campaigns:Array(String)})
    AND (empty({first_channels:Array(String)}) OR first_touch_channel IN {first_channels:Array(String)})
    AND (empty({last_channels:Array(String)}) OR last_touch_channel IN {last_channels:Array(String)})
    AND ({min_session_count:Nullable(Int32)} IS NULL OR visits.session_count >= {min_session_count:Nullable(Int32)})
    AND ({first_seen_after:Nullable(DateTime64(3, 'UTC'))} IS NULL OR people.first_seen >= {first_seen_after:Nullable(DateTime64(3, 'UTC'))})
    AND ({first_seen_before:Nullable(DateTime64(3, 'UTC'))} IS NULL OR people.first_seen < {first_seen_before:Nullable(DateTime64(3, 'UTC'))})
    AND ({last_seen_after:Nullable(DateTime64(3, 'UTC'))} IS NULL OR people.last_seen >= {last_seen_after:Nullable(DateTime64(3, 'UTC'))})
    AND ({last_seen_before:Nullable(DateTime64(3, 'UTC'))} IS NULL OR people.last_seen < {last_seen_before:Nullable(DateTime64(3, 'UTC'))})
