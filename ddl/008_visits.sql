-- Sessions as they are read: states merged, the entry's touch classified. Cannot be called without the tenant.
-- `channel` follows the precedence of the Tinybird system; `channel_group` the GA4 default channel groups
-- (https://support.google.com/analytics/answer/9756891).
CREATE VIEW visits AS
WITH
    entry.touch AS touch,
    lower(touch.utm_source) AS source,
    lower(touch.utm_medium) AS medium,
    lower(touch.utm_campaign) AS campaign,
    if(source != '', source, lower(touch.referring_domain)) AS origin,
    touch.click_ids AS ids,
    match(medium, '^(.*cp.*|ppc|retargeting|paid.*)$') AS medium_is_paid,
    ids['gclid'] != '' OR ids['gbraid'] != '' OR ids['wbraid'] != '' OR ids['msclkid'] != '' OR ids['dclid'] != '' AS search_click,
    ids['twclid'] != '' OR ids['ttclid'] != '' OR ids['li_fat_id'] != '' OR ids['rdt_cid'] != '' OR ids['sccid'] != ''
        OR ids['epik'] != '' OR ids['qclid'] != '' AS social_click,
    match(origin, '(^|\\.)(google|bing|duckduckgo|yahoo|baidu|yandex|ecosia|qwant|startpage|naver|seznam|brave|ask|aol|sogou)(\\.|$)') AS from_search,
    match(origin, '(^|\\.)(facebook|fb|instagram|ig|threads|twitter|x|t|linkedin|lnkd|pinterest|reddit|tiktok|snapchat|quora|vk|tumblr|whatsapp|bsky|mastodon)(\\.|$)')
        OR origin IN ('facebook', 'fb', 'instagram', 'ig', 'meta', 'twitter', 'x', 'linkedin', 'pinterest', 'reddit', 'tiktok', 'snapchat', 'quora') AS from_social,
    match(origin, '(^|\\.)(youtube|vimeo|twitch|dailymotion|youtu)(\\.|$)') AS from_video,
    match(origin, '(^|\\.)(amazon|ebay|etsy|walmart|alibaba|shopping|shopify|mercadolibre)(\\.|$)')
        OR match(campaign, '^(.*(([^a-df-z]|^)shop|shopping).*)$') AS from_shopping,
    match(origin, '(^|\\.)(chatgpt|openai|claude|perplexity|gemini|copilot|deepseek|grok|poe|you)(\\.|$)') AS from_assistant
SELECT
    location_id,
    session_id,
    last_distinct_id,
    first_distinct_id,
    distinct_ids,
    started_at,
    ended_at,
    (toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)) / 1000 AS duration_seconds,
    event_count,
    pageview_count,
    if(pageview_count = 0, NULL, toBool(pageview_count = 1 AND interaction_count = 0 AND duration_seconds < 10)) AS is_bounce,
    toBool(has_identify OR identified_from != identified_to) AS became_identified,
    has_visit,
    entry.url AS entry_url,
    entry.pathname AS entry_pathname,
    entry.occurred_at AS occurred_at,
    touch,
    exit.url AS exit_url,
    exit.pathname AS exit_pathname,
    multiIf(
        source != '', 'utm',
        ids['gclid'] != '', 'google_ads',
        ids['gbraid'] != '', 'google_ads_privacy',
        ids['wbraid'] != '', 'google_ads_ios14',
        ids['fbclid'] != '', 'facebook_ads',
        ids['msclkid'] != '', 'microsoft_ads',
        ids['twclid'] != '', 'twitter_ads',
        ids['ttclid'] != '', 'tiktok_ads',
        touch.referrer != '', 'referral',
        'direct') AS channel,
    multiIf(
        position(campaign, 'cross-network') > 0, 'Cross-network',
        from_shopping AND medium_is_paid, 'Paid Shopping',
        (from_search AND medium_is_paid) OR (search_click AND NOT from_social AND NOT from_video), 'Paid Search',
        (from_social AND medium_is_paid) OR social_click, 'Paid Social',
        from_video AND medium_is_paid, 'Paid Video',
        medium IN ('display', 'banner', 'expandable', 'interstitial', 'cpm'), 'Display',
        medium_is_paid, 'Paid Other',
        from_shopping, 'Organic Shopping',
        from_social OR ids['fbclid'] != '' OR ids['igshid'] != '' OR medium IN ('social', 'social-network', 'social-media', 'sm', 'social network', 'social media'), 'Organic Social',
        from_video OR position(medium, 'video') > 0, 'Organic Video',
        from_assistant OR medium = 'ai-assistant', 'AI Assistant',
        from_search OR medium = 'organic', 'Organic Search',
        match(source, '^e[-_ ]?mail$') OR match(medium, '^e[-_ ]?mail$') OR ids['mc_cid'] != '' OR ids['_kx'] != '', 'Email',
        medium = 'affiliate' OR ids['irclid'] != '' OR ids['irclickid'] != '', 'Affiliates',
        medium IN ('referral', 'app', 'link'), 'Referral',
        medium = 'audio', 'Audio',
        source = 'sms' OR medium = 'sms', 'SMS',
        match(medium, 'push$') OR position(medium, 'mobile') > 0 OR position(medium, 'notification') > 0, 'Mobile Push Notifications',
        source = '' AND medium = '' AND touch.referrer != '', 'Referral',
        (source = '' OR source IN ('direct', '(direct)')) AND medium IN ('', '(none)', '(not set)'), 'Direct',
        'Unassigned') AS channel_group,
    funnel.funnel_id AS funnel_id,
    funnel.funnel_name AS funnel_name,
    page_id,
    affiliate_id,
    device.browser AS browser,
    device.device_type AS device_type,
    device.time_zone AS time_zone
FROM
(
    SELECT
        location_id,
        session_id,
        argMaxMerge(sessions_mv.last_distinct_id) AS last_distinct_id,
        argMinMerge(sessions_mv.first_distinct_id) AS first_distinct_id,
        groupUniqArrayArray(sessions_mv.distinct_ids) AS distinct_ids,
        min(sessions_mv.started_at) AS started_at,
        max(sessions_mv.ended_at) AS ended_at,
        uniqExactMerge(event_ids) AS event_count,
        uniqExactIfMerge(pageview_ids) AS pageview_count,
        uniqExactIfMerge(interaction_ids) AS interaction_count,
        max(sessions_mv.has_visit) AS has_visit,
        min(sessions_mv.identified_from) AS identified_from,
        max(sessions_mv.identified_to) AS identified_to,
        max(sessions_mv.identify_count) AS has_identify,
        argMinMerge(sessions_mv.entry) AS entry,
        argMaxMerge(sessions_mv.exit) AS exit,
        argMinMerge(sessions_mv.funnel) AS funnel,
        argMinMerge(sessions_mv.page_id) AS page_id,
        argMinMerge(sessions_mv.affiliate_id) AS affiliate_id,
        argMinMerge(sessions_mv.device) AS device
    FROM sessions_mv
    WHERE location_id IN {location_ids:Array(String)}
    GROUP BY location_id, session_id
);

-- Visits with the user they belong to: the user of the session's last distinct id.
CREATE VIEW sessions AS
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    visits.*,
    substring(transform(concat(location_id, '\0', last_distinct_id) AS identity_id, identity.1, identity.2, identity_id), length(location_id) + 2) AS user_id
FROM visits(location_ids = {location_ids:Array(String)}) AS visits;

-- First, last and last non-direct touch per user. Read-time resolution: a mapping moves history at once.
CREATE VIEW identified_users_attribution_mv AS
WITH
    tuple(occurred_at, channel, channel_group, touch)::Tuple(occurred_at DateTime64(3, 'UTC'), channel String, channel_group String,
        touch Tuple(
            utm_source String, utm_medium String, utm_campaign String, utm_content String, utm_term String,
            referrer String, referring_domain String, landing_url String, landing_pathname String,
            click_ids Map(String, String))) AS visit
SELECT
    location_id,
    user_id,
    uniqExact(session_id) AS session_count,
    countIf(has_visit) AS visit_count,
    argMinIf(visit, (started_at, session_id), has_visit) AS first_visit,
    argMaxIf(visit, (started_at, session_id), has_visit) AS last_visit,
    countIf(has_visit AND channel != 'direct') AS non_direct_visit_count,
    argMaxIf(visit, (started_at, session_id), has_visit AND channel != 'direct') AS last_non_direct_visit
FROM sessions(location_ids = {location_ids:Array(String)})
GROUP BY location_id, user_id;

-- Session statistics per local day of the session's start, over merged sessions: a session is counted once, on one day.
CREATE VIEW session_stats_daily_data AS
WITH toDate(started_at, {time_zone:String}) AS started_on
SELECT
    location_id,
    started_on AS date,
    count() AS session_count,
    countIf(became_identified) AS identified_session_count,
    avg(duration_seconds) AS average_duration_seconds,
    avg(pageview_count) AS average_pageviews,
    avg(is_bounce) AS bounce_rate,
    countIf(channel != 'direct') AS attributed_session_count,
    countIf(touch.utm_source != '') AS utm_session_count,
    countIf(touch.referrer != '') AS referrer_session_count,
    countIf(funnel_id != '' OR funnel_name != '') AS funnel_session_count,
    arraySort(pair -> (-pair.2, pair.1), CAST(sumMapIf(map(touch.utm_source, 1::UInt64), touch.utm_source != ''), 'Array(Tuple(String, UInt64))'))[1].1 AS top_utm_source,
    arraySort(pair -> (-pair.2, pair.1), CAST(sumMapIf(map(touch.utm_medium, 1::UInt64), touch.utm_medium != ''), 'Array(Tuple(String, UInt64))'))[1].1 AS top_utm_medium,
    arraySort(pair -> (-pair.2, pair.1), CAST(sumMapIf(map(touch.utm_campaign, 1::UInt64), touch.utm_campaign != ''), 'Array(Tuple(String, UInt64))'))[1].1 AS top_utm_campaign,
    arraySort(pair -> (-pair.2, pair.1), CAST(sumMapIf(map(funnel_name, 1::UInt64), funnel_name != ''), 'Array(Tuple(String, UInt64))'))[1].1 AS top_funnel_name
FROM visits(location_ids = {location_ids:Array(String)})
GROUP BY location_id, date
