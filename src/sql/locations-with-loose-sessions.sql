-- Which of the locations have visit events without a session id: at most `limit` of them.
SELECT DISTINCT location_id
FROM sessions_mv
WHERE location_id IN {location_ids:Array(String)} AND startsWith(session_key, '~')
LIMIT {limit:UInt32}
