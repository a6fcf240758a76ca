-- What makes the sessions of locations dearer to read: channel rules of their own ('own_rules'), visit events without a session id
-- ('loose_sessions'). Who has found as many locations as there are need not look further: `limit`.
SELECT location_id, 'own_rules' AS trait
FROM channel_rules
WHERE location_id IN {location_ids:Array(String)}
GROUP BY location_id
UNION ALL
SELECT location_id, 'loose_sessions' AS trait
FROM
(
    SELECT DISTINCT location_id
    FROM sessions_mv
    WHERE location_id IN {location_ids:Array(String)} AND startsWith(session_key, '~')
    LIMIT {limit:UInt32}
)
