-- The sessions of a person with where each came from, in the order of their ids, page by page.
SELECT
    location_id, session_id, started_at, ended_at, event_count, pageview_count, distinct_ids, entry_url, exit_url, channel, channel_group,
    touch, funnel_id, funnel_name, page_id, affiliate_id, browser, device_type, time_zone
FROM sessions(location_ids = {location_ids:Array(String)}) AS sessions
WHERE user_id IN {user_ids:Array(String)}
    AND session_key IN (
        SELECT session_key FROM user_session_keys(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}))
    AND session_id > {after_id:String}
ORDER BY session_id
LIMIT {limit:UInt32}
