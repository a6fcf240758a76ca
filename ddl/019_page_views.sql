-- Page views of visitors since a time, each once, with the session that they belong to. A screen without a path is called by its name.
CREATE VIEW page_views AS
SELECT
    views.location_id AS location_id,
    if(views.session_id != '', views.session_id, concat('~', toString(starts.starts_at), '~', views.distinct_id)) AS session_id,
    views.timestamp AS timestamp,
    views.uuid AS uuid,
    views.page AS page
FROM
(
    SELECT location_id, session_id, distinct_id, timestamp, uuid, page, if(session_id = '', concat('~', distinct_id), '') AS session_key
    FROM
    (
        SELECT location_id, session_id, distinct_id, timestamp, uuid, pathname AS page
        FROM events
        WHERE location_id IN {location_ids:Array(String)} AND is_visit AND event IN ('$pageview', 'pageview')
            AND timestamp >= {since:DateTime64(3, 'UTC')}
        UNION ALL
        SELECT location_id, session_id, distinct_id, timestamp, uuid,
            if(pathname != '', pathname, JSONExtractString(properties, '$screen_name')) AS page
        FROM events
        WHERE location_id IN {location_ids:Array(String)} AND is_visit AND event = '$screen'
            AND timestamp >= {since:DateTime64(3, 'UTC')}
    )
    LIMIT 1 BY location_id, uuid
) AS views
ASOF LEFT JOIN loose_session_starts(location_ids = {location_ids:Array(String)}) AS starts
    ON starts.location_id = views.location_id AND starts.session_key = views.session_key
    AND toUnixTimestamp64Milli(views.timestamp) >= starts.starts_at
