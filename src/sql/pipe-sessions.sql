-- Sessions in the columns of the Tinybird pipes. `user_ids` (any ids of people) asks for those of some; else all.
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    session_id,
    fromUnixTimestamp64Micro(1000 * toUnixTimestamp64Milli(sessions.started_at)) AS session_start,
    fromUnixTimestamp64Micro(1000 * toUnixTimestamp64Milli(sessions.ended_at)) AS session_end,
    toInt32(duration_seconds) AS session_duration_seconds,
    location_id,
    first_distinct_id,
    last_distinct_id,
    toUInt8(sessions.became_identified) AS became_identified,
    event_count,
    pageview_count,
    nullIf(entry_url, '') AS entry_url,
    -- netloc() takes some of the path for it, and who asked.
    nullIf(lower(extract(sessions.entry_url, '^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#]*@)?([^/?#]*)')), '') AS entry_host,
    nullIf(entry_pathname, '') AS entry_pathname,
    nullIf(touch.referrer, '') AS entry_referrer,
    nullIf(touch.referring_domain, '') AS entry_referring_domain,
    nullIf(touch.utm_source, '') AS first_utm_source,
    nullIf(touch.utm_medium, '') AS first_utm_medium,
    nullIf(touch.utm_campaign, '') AS first_utm_campaign,
    nullIf(touch.utm_content, '') AS first_utm_content,
    nullIf(touch.utm_term, '') AS first_utm_term,
    nullIf(exit_url, '') AS exit_url,
    nullIf(exit_pathname, '') AS exit_pathname,
    nullIf(browser, '') AS browser,
    nullIf(device_type, '') AS device_type,
    nullIf(time_zone, '') AS timezone,
    nullIf(funnel_id, '') AS funnel_id,
    nullIf(funnel_name, '') AS funnel_name,
    nullIf(page_id, '') AS page_id,
    nullIf(affiliate_id, '') AS affiliate_id,
    if(pageview_count = 0, NULL, duration_seconds / pageview_count) AS seconds_per_pageview,
    toDate(sessions.started_at, {time_zone:String}) AS session_date
FROM sessions(location_ids = {location_ids:Array(String)}) AS sessions
WHERE (empty({user_ids:Array(String)}) OR session_key IN (
        SELECT session_key FROM user_session_keys(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)})))
    AND (empty({user_ids:Array(String)}) OR has(
        arrayMap(id -> transform(concat(location_id, '\0', id) AS asked_id, identity.1, identity.2, asked_id), {user_ids:Array(String)}),
        concat(location_id, '\0', user_id)))
    AND (empty({session_ids:Array(String)}) OR session_key IN (
        SELECT if(match(arrayJoin({session_ids:Array(String)}) AS id, '^~[0-9]{1,15}~'), extract(id, '(?s)^~[0-9]+(~.*)$'), id)))
    AND (empty({session_ids:Array(String)}) OR session_id IN {session_ids:Array(String)})
    AND ({since:Nullable(DateTime64(3, 'UTC'))} IS NULL OR sessions.started_at >= {since:Nullable(DateTime64(3, 'UTC'))})
    AND ({before:Nullable(DateTime64(3, 'UTC'))} IS NULL OR sessions.started_at < {before:Nullable(DateTime64(3, 'UTC'))})
    AND (empty({utm_sources:Array(String)}) OR touch.utm_source IN {utm_sources:Array(String)})
    AND (empty({utm_mediums:Array(String)}) OR touch.utm_medium IN {utm_mediums:Array(String)})
    AND (empty({utm_campaigns:Array(String)}) OR touch.utm_campaign IN {utm_campaigns:Array(String)})
    AND (empty({funnel_ids:Array(String)}) OR sessions.funnel_id IN {funnel_ids:Array(String)})
    AND (empty({funnel_names:Array(String)}) OR sessions.funnel_name IN {funnel_names:Array(String)})
    AND (empty({page_ids:Array(String)}) OR sessions.page_id IN {page_ids:Array(String)})
    AND (empty({affiliate_ids:Array(String)}) OR sessions.affiliate_id IN {affiliate_ids:Array(String)})
    AND ({min_duration_seconds:Nullable(Float64)} IS NULL OR duration_seconds >= {min_duration_seconds:Nullable(Float64)})
    AND ({max_duration_seconds:Nullable(Float64)} IS NULL OR duration_seconds <= {max_duration_seconds:Nullable(Float64)})
    AND ({became_identified:Nullable(Bool)} IS NULL OR sessions.became_identified = {became_identified:Nullable(Bool)})
