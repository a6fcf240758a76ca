-- All distinct ids of the given users, with the user each belongs to.
CREATE VIEW members AS
SELECT location_id, distinct_id, user_id
FROM identities(location_ids = {location_ids:Array(String)})
WHERE user_id IN {user_ids:Array(String)}
UNION ALL
SELECT arrayJoin({location_ids:Array(String)}) AS location_id, arrayJoin({user_ids:Array(String)}) AS distinct_id, distinct_id AS user_id;

-- Everybody of a location, merged over their distinct ids. A user is identified once a mapping or an event says so.
CREATE VIEW people AS
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    summary.location_id AS location_id,
    substring(transform(concat(summary.location_id, '\0', summary.distinct_id) AS identity_id, identity.1, identity.2, identity_id), length(summary.location_id) + 2) AS user_id,
    toBool(max(user_id != summary.distinct_id OR summary.is_identified)) AS is_identified,
    arraySort(groupUniqArray(summary.distinct_id)) AS distinct_ids,
    min(summary.first_seen) AS first_seen,
    max(summary.last_seen) AS last_seen,
    uniqExactMerge(summary.event_ids) AS event_count,
    argMaxMerge(summary.device) AS device
FROM user_attribution_summary_mv AS summary
WHERE summary.location_id IN {location_ids:Array(String)}
GROUP BY location_id, user_id;

-- The people that own the given ids (user ids or distinct ids).
CREATE VIEW people_by_id AS
WITH
(SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity,
asked AS
(
    SELECT location_id, user_id FROM identities(location_ids = {location_ids:Array(String)})
    WHERE distinct_id IN {ids:Array(String)}
    UNION ALL
    SELECT arrayJoin({location_ids:Array(String)}) AS location_id, arrayJoin({ids:Array(String)}) AS user_id
)
SELECT
    summary.location_id AS location_id,
    substring(transform(concat(summary.location_id, '\0', summary.distinct_id) AS identity_id, identity.1, identity.2, identity_id), length(summary.location_id) + 2) AS user_id,
    toBool(max(user_id != summary.distinct_id OR summary.is_identified)) AS is_identified,
    arraySort(groupUniqArray(summary.distinct_id)) AS distinct_ids,
    min(summary.first_seen) AS first_seen,
    max(summary.last_seen) AS last_seen,
    uniqExactMerge(summary.event_ids) AS event_count,
    argMaxMerge(summary.device) AS device
FROM user_attribution_summary_mv AS summary
WHERE summary.location_id IN {location_ids:Array(String)}
    AND (summary.location_id, summary.distinct_id) IN (
        SELECT location_id, distinct_id FROM identities(location_ids = {location_ids:Array(String)})
        WHERE (location_id, user_id) IN (SELECT location_id, user_id FROM asked)
        UNION ALL
        SELECT location_id, user_id FROM asked)
GROUP BY location_id, user_id;

-- The sessions of the given users, read by key: distinct ids -> session ids -> sessions.
CREATE VIEW sessions_by_user_id AS
SELECT *
FROM sessions(location_ids = {location_ids:Array(String)})
WHERE session_id IN (
    SELECT arrayJoin(session_ids)
    FROM user_attribution_summary_mv
    WHERE location_id IN {location_ids:Array(String)} AND (location_id, distinct_id) IN (
        SELECT location_id, distinct_id
        FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)})))
