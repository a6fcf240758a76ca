-- Sessions by the day of their start, from events alone.
SELECT
    toDate(started_at) AS day,
    count() AS figure,
    countIf(pageviews <= 1) / count() AS bounce_rate,
    avg(date_diff('second', started_at, ended_at)) AS average_duration
FROM
(
    SELECT session_id, min(timestamp) AS started_at, max(timestamp) AS ended_at, countIf(event = '$pageview') AS pageviews
    FROM events
    WHERE location_id = {location:String}
    GROUP BY session_id
)
WHERE started_at >= {from:Date} AND started_at < {to:Date} + 1
GROUP BY day
ORDER BY day
LIMIT 1 OFFSET 9
