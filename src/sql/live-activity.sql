-- What is going on at a location: events of the last minute, users and sessions of the last five minutes, and the keys of the latest
-- events of the last hours, all by the time at which they came in. `at` is now. Bind one location.
WITH
    {at:DateTime64(3, 'UTC')} - INTERVAL 1 MINUTE AS minute_start,
    {at:DateTime64(3, 'UTC')} - INTERVAL 5 MINUTE AS window_start
SELECT
    asked.location_id AS location_id,
    counted.events_per_minute AS events_per_minute,
    counted.active_users AS active_users,
    counted.active_sessions AS active_sessions,
    latest.events::Array(Tuple(uuid UUID, timestamp DateTime64(3, 'UTC'), distinct_id String)) AS latest_events
FROM (SELECT arrayJoin({location_ids:Array(String)}) AS location_id) AS asked
LEFT JOIN
(
    SELECT
        recent.location_id AS location_id,
        uniqExactIf(recent.uuid, recent.received_at >= minute_start) AS events_per_minute,
        uniqExact(if(mapped.user_id = '', recent.distinct_id, mapped.user_id)) AS active_users,
        uniqExactIf(recent.session_key, recent.session_key != '') AS active_sessions
    FROM recent_events AS recent
    LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
        ON mapped.location_id = recent.location_id AND mapped.distinct_id = recent.distinct_id
    WHERE recent.location_id IN {location_ids:Array(String)} AND recent.received_at >= window_start
    GROUP BY location_id
) AS counted ON counted.location_id = asked.location_id
LEFT JOIN
(
    SELECT location_id, arrayMap(key -> (key.2, key.3, key.4), arrayReverseSort(groupUniqArray((received_at, uuid, timestamp, distinct_id)))) AS events
    FROM
    (
        -- From the end of the table until there are enough, so for one location at a time.
        SELECT location_id, received_at, uuid, timestamp, distinct_id
        FROM recent_events
        WHERE location_id IN {location_ids:Array(String)}
        ORDER BY location_id DESC, received_at DESC, uuid DESC
        LIMIT {latest:UInt32}
    )
    GROUP BY location_id
) AS latest ON latest.location_id = asked.location_id
