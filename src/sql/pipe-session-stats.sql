-- Session statistics per local day of the session's start, in the columns of the Tinybird pipe; days without a session are left out.
SELECT
    toDate(toDateTime(start), {time_zone:String}) AS date,
    location_id,
    toUInt32(stats.session_count) AS session_count,
    toUInt32(stats.identified_session_count) AS identified_session_count,
    toFloat32(average_duration_seconds) AS avg_session_duration,
    toFloat32(average_pageviews) AS avg_pageviews_per_session,
    toUInt32(attributed_session_count) AS sessions_with_attribution_count,
    toUInt32(utm_session_count) AS sessions_with_utm_count,
    toUInt32(referrer_session_count) AS sessions_with_referrer_count,
    toUInt32(funnel_session_count) AS sessions_with_funnel_count,
    nullIf(top_utm_source, '') AS top_utm_source,
    nullIf(top_utm_medium, '') AS top_utm_medium,
    nullIf(top_utm_campaign, '') AS top_utm_campaign,
    nullIf(top_funnel_name, '') AS top_funnel_name,
    toFloat32(round(100 * stats.identified_session_count / stats.session_count, 2)) AS identified_session_percent,
    toFloat32(round(100 * attributed_session_count / stats.session_count, 2)) AS attributed_session_percent,
    toFloat32(round(100 * utm_session_count / stats.session_count, 2)) AS utm_session_percent,
    toFloat32(round(100 * referrer_session_count / stats.session_count, 2)) AS referrer_session_percent,
    toFloat32(round(100 * funnel_session_count / stats.session_count, 2)) AS funnel_session_percent
FROM session_stats_daily_data(
    location_ids = {location_ids:Array(String)},
    time_zone = {time_zone:String},
    granularity = 'DAY',
    from = {from:Date},
    to = {to:Date}) AS stats
