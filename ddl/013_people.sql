-- Everybody of a location, merged over their distinct ids. A user is identified once a mapping or an event says so.
CREATE VIEW people AS
SELECT
    summary.location_id AS location_id,
    if(mapped.user_id = '', summary.distinct_id, mapped.user_id) AS user_id,
    toBool(max(user_id != summary.distinct_id OR summary.is_identified)) AS is_identified,
    arraySort(groupUniqArray(summary.distinct_id)) AS distinct_ids,
    min(summary.first_seen) AS first_seen,
    max(summary.last_seen) AS last_seen,
    uniqExactMerge(summary.event_ids) AS event_count,
    max(summary.device) AS device
FROM user_attribution_summary_mv AS summary
LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
    ON mapped.location_id = summary.location_id AND mapped.distinct_id = summary.distinct_id
WHERE summary.location_id IN {location_ids:Array(String)}
GROUP BY location_id, user_id
-- Ids that are only known from statements about identity are nobody yet.
HAVING last_seen >= first_seen;

-- The people that own the given ids (user ids or distinct ids).
CREATE VIEW people_by_id AS
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    summary.location_id AS location_id,
    substring(transform(concat(summary.location_id, '\0', summary.distinct_id) AS identity_id, identity.1, identity.2, identity_id), length(summary.location_id) + 2) AS user_id,
    toBool(max(user_id != summary.distinct_id OR summary.is_identified)) AS is_identified,
    arraySort(groupUniqArray(summary.distinct_id)) AS distinct_ids,
    min(summary.first_seen) AS first_seen,
    max(summary.last_seen) AS last_seen,
    uniqExactMerge(summary.event_ids) AS event_count,
    max(summary.device) AS device
FROM user_attribution_summary_mv AS summary
WHERE summary.location_id IN {location_ids:Array(String)}
    AND (summary.location_id, summary.distinct_id) IN (
        SELECT location_id, distinct_id
        FROM members(location_ids = {location_ids:Array(String)}, user_ids = {ids:Array(String)}))
GROUP BY location_id, user_id
HAVING last_seen >= first_seen
