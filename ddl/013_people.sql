-- Everybody of a location, merged over their distinct ids. A user is identified once a mapping or an event says so. Most people have few ids,
-- so that an array of them is made faster than a set. About one location a single key is grouped by, which takes an eighth less than two.
CREATE VIEW people AS
SELECT
    any(summary.location_id) AS location_id,
    if(mapped.user_id = '', summary.distinct_id, mapped.user_id) AS user_id,
    toBool(max(user_id != summary.distinct_id OR summary.is_identified)) AS is_identified,
    arraySort(arrayDistinct(groupArray(summary.distinct_id))) AS distinct_ids,
    min(summary.first_seen) AS first_seen,
    max(summary.last_seen) AS last_seen,
    uniqExactArray(summary.event_hashes) AS event_count,
    splitByChar('\0', substring(max(summary.device), 26))[1] AS browser,
    splitByChar('\0', substring(max(summary.device), 26))[2] AS device_type,
    splitByChar('\0', substring(max(summary.device), 26))[3] AS time_zone
FROM user_attribution_summary_mv AS summary
LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
    ON mapped.location_id = summary.location_id AND mapped.distinct_id = summary.distinct_id
WHERE summary.location_id IN {location_ids:Array(String)}
GROUP BY if(length({location_ids:Array(String)}) = 1, '', summary.location_id), user_id
-- Ids that are only known from statements about identity are nobody yet.
HAVING last_seen >= first_seen;

-- Everybody, as above, with what their sessions say: how many there are, and where the first and the last visit came from. What is known of
-- distinct ids and the sessions are merged together, for finding the users of both takes longer than all the rest. The values of one
-- visit stand behind its place in the order of visits, so that `min` and `max` choose a visit: `argMin` takes twice as long.
CREATE VIEW identified_users_attribution_mv AS
SELECT
    any(known.location_id) AS location_id,
    if(mapped.user_id = '', known.distinct_id, mapped.user_id) AS user_id,
    toBool(max(user_id != known.distinct_id OR known.is_identified)) AS is_identified,
    arraySort(arrayDistinct(groupArrayIf(known.distinct_id, NOT is_session))) AS distinct_ids,
    min(known.first_seen) AS first_seen,
    max(known.last_seen) AS last_seen,
    uniqExactArray(known.event_hashes) AS event_count,
    splitByChar('\0', substring(max(known.device), 26))[1] AS browser,
    splitByChar('\0', substring(max(known.device), 26))[2] AS device_type,
    splitByChar('\0', substring(max(known.device), 26))[3] AS time_zone,
    sum(known.is_session) AS session_count,
    sum(known.has_visit) AS visit_count,
    sum(known.is_non_direct) AS non_direct_visit_count,
    substringIndex(minIf(known.channel_at, has_visit), '\0', -1) AS first_channel,
    substringIndex(minIf(known.channel_group_at, has_visit), '\0', -1) AS first_channel_group,
    substringIndex(minIf(known.utm_source_at, has_visit), '\0', -1) AS first_utm_source,
    substringIndex(minIf(known.utm_medium_at, has_visit), '\0', -1) AS first_utm_medium,
    substringIndex(minIf(known.utm_campaign_at, has_visit), '\0', -1) AS first_utm_campaign,
    substringIndex(minIf(known.referring_domain_at, has_visit), '\0', -1) AS first_referring_domain,
    substringIndex(minIf(known.landing_pathname_at, has_visit), '\0', -1) AS first_landing_pathname,
    substringIndex(maxIf(known.channel_at, has_visit), '\0', -1) AS last_channel,
    substringIndex(maxIf(known.channel_group_at, has_visit), '\0', -1) AS last_channel_group,
    substringIndex(maxIf(known.utm_source_at, has_visit), '\0', -1) AS last_utm_source,
    substringIndex(maxIf(known.utm_medium_at, has_visit), '\0', -1) AS last_utm_medium,
    substringIndex(maxIf(known.utm_campaign_at, has_visit), '\0', -1) AS last_utm_campaign,
    substringIndex(maxIf(known.referring_domain_at, has_visit), '\0', -1) AS last_referring_domain,
    substringIndex(maxIf(known.channel_at, is_non_direct), '\0', -1) AS last_non_direct_channel,
    substringIndex(maxIf(known.channel_group_at, is_non_direct), '\0', -1) AS last_non_direct_channel_group
FROM
(
    SELECT
        location_id,
        distinct_id,
        is_identified,
        first_seen,
        last_seen,
        event_hashes,
        device,
        0 AS is_session,
        0 AS has_visit,
        0 AS is_non_direct,
        '' AS channel_at,
        '' AS channel_group_at,
        '' AS utm_source_at,
        '' AS utm_medium_at,
        '' AS utm_campaign_at,
        '' AS referring_domain_at,
        '' AS landing_pathname_at
    FROM user_attribution_summary_mv
    WHERE location_id IN {location_ids:Array(String)}
    UNION ALL
    SELECT
        location_id,
        last_distinct_id AS distinct_id,
        0 AS is_identified,
        toDateTime64('2299-12-31 23:59:59.999', 3, 'UTC') AS first_seen,
        toDateTime64(0, 3, 'UTC') AS last_seen,
        emptyArrayUInt64() AS event_hashes,
        '' AS device,
        1 AS is_session,
        visits.has_visit AS has_visit,
        visits.has_visit AND channel != 'direct' AS is_non_direct,
        concat(visit_order, channel) AS channel_at,
        concat(visit_order, channel_group) AS channel_group_at,
        concat(visit_order, utm_source) AS utm_source_at,
        concat(visit_order, utm_medium) AS utm_medium_at,
        concat(visit_order, utm_campaign) AS utm_campaign_at,
        concat(visit_order, referring_domain) AS referring_domain_at,
        concat(visit_order, touch.landing_pathname) AS landing_pathname_at
    FROM visits(location_ids = {location_ids:Array(String)}) AS visits
) AS known
LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
    ON mapped.location_id = known.location_id AND mapped.distinct_id = known.distinct_id
GROUP BY if(length({location_ids:Array(String)}) = 1, '', known.location_id), user_id
HAVING last_seen >= first_seen;

-- The people that own the given ids (user ids or distinct ids).
CREATE VIEW people_by_id AS
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    summary.location_id AS location_id,
    substring(transform(concat(summary.location_id, '\0', summary.distinct_id) AS identity_id, identity.1, identity.2, identity_id), length(summary.location_id) + 2) AS user_id,
    toBool(max(user_id != summary.distinct_id OR summary.is_identified)) AS is_identified,
    arraySort(arrayDistinct(groupArray(summary.distinct_id))) AS distinct_ids,
    min(summary.first_seen) AS first_seen,
    max(summary.last_seen) AS last_seen,
    uniqExactArray(summary.event_hashes) AS event_count,
    splitByChar('\0', substring(max(summary.device), 26))[1] AS browser,
    splitByChar('\0', substring(max(summary.device), 26))[2] AS device_type,
    splitByChar('\0', substring(max(summary.device), 26))[3] AS time_zone,
    -- Bound where there are 1,000 at most (src/sql/foreknowledge.ts): one more tells that there are others.
    arraySlice(groupUniqArrayArray(summary.session_keys), 1, 1001) AS session_keys
FROM user_attribution_summary_mv AS summary
WHERE summary.location_id IN {location_ids:Array(String)}
    AND (summary.location_id, summary.distinct_id) IN (
        SELECT location_id, distinct_id
        FROM members(location_ids = {location_ids:Array(String)}, user_ids = {ids:Array(String)}))
GROUP BY location_id, user_id
HAVING last_seen >= first_seen
