-- Sessions by id. '~time~distinct id' names the session without an id of its own that this distinct id had at that time, so that an
-- id stays good when earlier events come in late.
WITH requested AS
(
    SELECT
        arrayJoin({location_ids:Array(String)}) AS location_id,
        arrayJoin({session_ids:Array(String)}) AS requested_id,
        match(requested_id, '^~[0-9]{1,15}~') AS is_loose,
        if(is_loose, extract(requested_id, '(?s)^~[0-9]+(~.*)$'), requested_id) AS key,
        toInt64OrZero(extract(requested_id, '^~([0-9]{1,15})~')) AS at
)
SELECT
    location_id,
    requested.requested_id AS requested_id,
    session_id,
    user_id,
    started_at,
    ended_at,
    duration_seconds,
    pageview_count,
    event_count,
    is_bounce,
    became_identified,
    nullIf(entry_url, '') AS entry_url,
    nullIf(entry_pathname, '') AS entry_pathname,
    nullIf(exit_url, '') AS exit_url,
    nullIf(exit_pathname, '') AS exit_pathname,
    occurred_at,
    channel,
    channel_group,
    touch,
    nullIf(funnel_id, '') AS funnel_id,
    nullIf(funnel_name, '') AS funnel_name,
    nullIf(page_id, '') AS page_id,
    nullIf(affiliate_id, '') AS affiliate_id,
    nullIf(browser, '') AS browser,
    nullIf(device_type, '') AS device_type,
    nullIf(time_zone, '') AS time_zone
FROM
(
    SELECT *
    FROM sessions(location_ids = {location_ids:Array(String)})
    WHERE session_key IN (SELECT key FROM requested)
) AS sessions
INNER JOIN requested ON requested.location_id = sessions.location_id AND requested.key = sessions.session_key
WHERE NOT requested.is_loose
    OR requested.at BETWEEN toUnixTimestamp64Milli(started_at) AND toUnixTimestamp64Milli(ended_at)
