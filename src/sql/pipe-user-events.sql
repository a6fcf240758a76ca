-- Events of a person (any of their ids), or of everybody, in the columns of the Tinybird pipe.
WITH
    -- Numbers and booleans are taken as their text, as the landing table takes them.
    (name) -> if(JSONType(events.properties, name) = 'String', JSONExtractString(events.properties, name),
        if(JSONType(events.properties, name) IN ('Int64', 'UInt64', 'Double', 'Bool'), JSONExtractRaw(events.properties, name), '')) AS text_of
SELECT
    toString(events.uuid) AS uuid,
    CAST(events.event AS String) AS event,
    events.properties AS properties,
    fromUnixTimestamp64Micro(1000 * toUnixTimestamp64Milli(events.timestamp)) AS timestamp,
    events.distinct_id AS distinct_id,
    events.location_id AS location_id,
    -- Without an id of its own, the session that it falls into; none for what a server sent.
    multiIf(events.session_id != '', events.session_id, events.is_visit,
        concat('~', toString(starts.starts_at), '~', events.distinct_id), NULL) AS session_id,
    nullIf(events.funnel_id, '') AS funnel_id,
    nullIf(events.step_id, '') AS step_id,
    nullIf(events.funnel_name, '') AS funnel_name,
    nullIf(events.page_id, '') AS page_id,
    nullIf(events.affiliate_id, '') AS affiliate_id,
    nullIf(events.current_url, '') AS current_url,
    nullIf(CAST(events.host AS String), '') AS host,
    nullIf(events.pathname, '') AS pathname,
    nullIf(text_of('$referrer'), '') AS referrer,
    nullIf(text_of('$referring_domain'), '') AS referring_domain,
    nullIf(text_of('$pageview_id'), '') AS pageview_id,
    nullIf(text_of('utm_source'), '') AS utm_source,
    nullIf(text_of('utm_medium'), '') AS utm_medium,
    nullIf(text_of('utm_campaign'), '') AS utm_campaign,
    nullIf(text_of('utm_content'), '') AS utm_content,
    nullIf(text_of('utm_term'), '') AS utm_term,
    nullIf(events.click_ids['gclid'], '') AS gclid,
    nullIf(events.click_ids['gclsrc'], '') AS gclsrc,
    nullIf(events.click_ids['fbclid'], '') AS fbclid,
    nullIf(events.click_ids['msclkid'], '') AS msclkid,
    nullIf(events.click_ids['dclid'], '') AS dclid,
    nullIf(events.click_ids['gbraid'], '') AS gbraid,
    nullIf(events.click_ids['wbraid'], '') AS wbraid,
    nullIf(events.click_ids['twclid'], '') AS twclid,
    nullIf(events.click_ids['li_fat_id'], '') AS li_fat_id,
    nullIf(events.click_ids['igshid'], '') AS igshid,
    nullIf(events.click_ids['ttclid'], '') AS ttclid,
    nullIf(events.click_ids['rdt_cid'], '') AS rdt_cid,
    nullIf(events.click_ids['epik'], '') AS epik,
    nullIf(CAST(events.browser AS String), '') AS browser,
    nullIf(CAST(events.device_type AS String), '') AS device_type,
    nullIf(CAST(events.time_zone AS String), '') AS timezone,
    toNullable(toUInt8(events.is_identified)) AS is_identified,
    nullIf(text_of('$session_entry_referrer'), '') AS session_entry_referrer,
    nullIf(text_of('$session_entry_referring_domain'), '') AS session_entry_referring_domain,
    nullIf(text_of('$session_entry_url'), '') AS session_entry_url,
    nullIf(text_of('$session_entry_host'), '') AS session_entry_host,
    nullIf(text_of('$session_entry_pathname'), '') AS session_entry_pathname,
    nullIf(text_of('$session_entry_utm_source'), '') AS session_entry_utm_source,
    nullIf(text_of('$session_entry_utm_medium'), '') AS session_entry_utm_medium,
    nullIf(text_of('$session_entry_utm_campaign'), '') AS session_entry_utm_campaign,
    nullIf(text_of('$session_entry_utm_content'), '') AS session_entry_utm_content,
    nullIf(text_of('$session_entry_utm_term'), '') AS session_entry_utm_term
FROM
(
    -- An event that was stored twice (a retry that raced its first try) is read once.
    SELECT *, concat('~', distinct_id) AS session_key
    FROM events
    WHERE location_id IN {location_ids:Array(String)}
        AND (empty({user_ids:Array(String)}) OR (location_id, distinct_id) IN (
            SELECT location_id, distinct_id
            FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)})))
    LIMIT 1 BY location_id, uuid
) AS events
ASOF LEFT JOIN loose_session_starts(location_ids = {location_ids:Array(String)}) AS starts
    ON starts.location_id = events.location_id AND starts.session_key = events.session_key
    AND toUnixTimestamp64Milli(events.timestamp) >= starts.starts_at
