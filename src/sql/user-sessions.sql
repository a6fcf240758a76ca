-- Sessions of the given users: filtered, sorted, one keyset page per user.
WITH
    -- if() with a constant condition is folded away, and the other branches' columns with it; multiIf() reads them all.
    if({order_by:String} = 'DURATION', toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at),
        if({order_by:String} = 'PAGEVIEW_COUNT', toInt64(pageview_count), toUnixTimestamp64Milli(started_at))) AS sort_key
SELECT
    location_id,
    session_id,
    user_id,
    sort_key,
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
FROM sessions(location_ids = {location_ids:Array(String)}) AS sessions
WHERE user_id IN {user_ids:Array(String)}
    AND session_key IN (
        SELECT session_key FROM user_session_keys(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}))
    AND (empty({session_ids:Array(String)}) OR session_id IN {session_ids:Array(String)})
    AND ({started_after:Nullable(DateTime64(3, 'UTC'))} IS NULL OR started_at >= {started_after:Nullable(DateTime64(3, 'UTC'))})
    AND ({started_before:Nullable(DateTime64(3, 'UTC'))} IS NULL OR started_at < {started_before:Nullable(DateTime64(3, 'UTC'))})
    AND (empty({channels:Array(String)}) OR channel IN {channels:Array(String)})
    AND (empty({channel_groups:Array(String)}) OR channel_group IN {channel_groups:Array(String)})
    AND (empty({utm_sources:Array(String)}) OR utm_source IN {utm_sources:Array(String)})
    AND (empty({utm_mediums:Array(String)}) OR utm_medium IN {utm_mediums:Array(String)})
    AND (empty({utm_campaigns:Array(String)}) OR utm_campaign IN {utm_campaigns:Array(String)})
    AND (empty({funnel_ids:Array(String)}) OR sessions.funnel_id IN {funnel_ids:Array(String)})
    AND (empty({funnel_names:Array(String)}) OR sessions.funnel_name IN {funnel_names:Array(String)})
    AND (empty({page_ids:Array(String)}) OR sessions.page_id IN {page_ids:Array(String)})
    AND (empty({affiliate_ids:Array(String)}) OR sessions.affiliate_id IN {affiliate_ids:Array(String)})
    AND ({min_duration_seconds:Nullable(Float64)} IS NULL OR duration_seconds >= {min_duration_seconds:Nullable(Float64)})
    AND ({max_duration_seconds:Nullable(Float64)} IS NULL OR duration_seconds <= {max_duration_seconds:Nullable(Float64)})
    AND ({became_identified:Nullable(Bool)} IS NULL OR became_identified = {became_identified:Nullable(Bool)})
    AND ({bounced:Nullable(Bool)} IS NULL OR is_bounce = {bounced:Nullable(Bool)})
    AND ({after_key:Nullable(Int64)} IS NULL OR if({direction:Int8} = 1,
        (sort_key, session_id) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}),
        (sort_key, session_id) < (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String})))
ORDER BY
    location_id,
    if({direction:Int8} = 1, sort_key, 0), if({direction:Int8} = 1, session_id, ''),
    if({direction:Int8} = 1, 0, sort_key) DESC, if({direction:Int8} = 1, '', session_id) DESC
LIMIT {limit:UInt32} BY location_id, user_id
