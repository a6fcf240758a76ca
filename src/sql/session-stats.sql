-- Session statistics per local day of the session's start, days without sessions included; both dates inclusive.
SELECT
    days.location_id AS location_id,
    days.date AS date,
    stats.session_count AS session_count,
    stats.identified_session_count AS identified_session_count,
    if(stats.session_count = 0, NULL, stats.average_duration_seconds) AS average_duration_seconds,
    if(stats.session_count = 0, NULL, stats.average_pageviews) AS average_pageviews,
    stats.bounce_rate AS bounce_rate,
    stats.attributed_session_count AS attributed_session_count,
    stats.utm_session_count AS utm_session_count,
    stats.referrer_session_count AS referrer_session_count,
    stats.funnel_session_count AS funnel_session_count,
    nullIf(stats.top_utm_source, '') AS top_utm_source,
    nullIf(stats.top_utm_medium, '') AS top_utm_medium,
    nullIf(stats.top_utm_campaign, '') AS top_utm_campaign,
    nullIf(stats.top_funnel_name, '') AS top_funnel_name
FROM
(
    SELECT
        arrayJoin({location_ids:Array(String)}) AS location_id,
        {from:Date} + toIntervalDay(number) AS date
    FROM numbers(toUInt64(dateDiff('day', {from:Date}, {to:Date}) + 1))
) AS days
LEFT JOIN
(
    SELECT *
    FROM session_stats_daily_data(location_ids = {location_ids:Array(String)}, time_zone = {time_zone:String})
    WHERE date BETWEEN {from:Date} AND {to:Date}
) AS stats ON stats.location_id = days.location_id AND stats.date = days.date
ORDER BY location_id, date
