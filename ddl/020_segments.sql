-- Some properties of everybody, folded as user-properties.sql folds all properties of some: over all distinct ids in the order of
-- event time, within one event $set_once first and $unset last.
CREATE VIEW person_properties AS
SELECT location_id, user_id, property, value
FROM
(
    SELECT
        changes.location_id AS location_id,
        changes.user_id AS user_id,
        changes.property AS property,
        multiIf(
            has_set AND (NOT has_unset OR set_at > unset_at), last_set,
            has_unset, arrayFirst(once -> once.1 > unset_at, arraySort(later.settings)).2,
            first_set_once) AS value
    FROM
    (
        SELECT
            profiles.location_id AS location_id,
            if(mapped.user_id = '', profiles.distinct_id, mapped.user_id) AS user_id,
            property,
            countIf(operation = 'set') > 0 AS has_set,
            countIf(operation = 'unset') > 0 AS has_unset,
            maxIf(last_at, operation = 'set') AS set_at,
            maxIf(last_at, operation = 'unset') AS unset_at,
            argMaxMergeIf(last_value, operation = 'set') AS last_set,
            argMinMergeIf(first_value, operation = 'set_once') AS first_set_once
        FROM user_profiles_mv AS profiles
        LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
            ON mapped.location_id = profiles.location_id AND mapped.distinct_id = profiles.distinct_id
        WHERE profiles.location_id IN {location_ids:Array(String)}
            AND property IN {keys:Array(String)}
        GROUP BY location_id, user_id, property
    ) AS changes
    LEFT JOIN
    (
        -- What $set_once says after an $unset is in the events only; few people have an $unset at all.
        SELECT
            events.location_id AS location_id,
            if(mapped.user_id = '', events.distinct_id, mapped.user_id) AS user_id,
            once.1 AS property,
            groupArray(((events.timestamp, events.uuid), once.2)) AS settings
        FROM events
        ARRAY JOIN JSONExtractKeysAndValuesRaw(properties, '$set_once') AS once
        LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
            ON mapped.location_id = events.location_id AND mapped.distinct_id = events.distinct_id
        WHERE events.location_id IN {location_ids:Array(String)}
            AND (events.location_id, events.distinct_id) IN (
                SELECT location_id, arrayJoin(distinct_ids)
                FROM
                (
                    SELECT
                        profiles.location_id AS location_id,
                        if(mapped.user_id = '', profiles.distinct_id, mapped.user_id) AS user_id,
                        groupUniqArray(profiles.distinct_id) AS distinct_ids
                    FROM user_profiles_mv AS profiles
                    LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
                        ON mapped.location_id = profiles.location_id AND mapped.distinct_id = profiles.distinct_id
                    WHERE profiles.location_id IN {location_ids:Array(String)}
                        AND profiles.property IN {keys:Array(String)}
                    GROUP BY location_id, user_id
                    HAVING countIf(profiles.operation = 'unset') > 0
                ))
            AND position(properties, '"$set_once') > 0 AND event NOT IN ('$exception', '$$heatmap')
            AND once.1 IN {keys:Array(String)}
        GROUP BY location_id, user_id, property
    ) AS later ON later.location_id = changes.location_id AND later.user_id = changes.user_id AND later.property = changes.property
)
WHERE value != '';

-- Whether the properties of people equal the given values (JSON texts; null and '' ask for absence). Users of whom none of
-- these is known are not listed: they fit if every value asks for absence.
CREATE VIEW users_by_properties AS
WITH
    (json) -> if(json IN ('null', '""'), '', json) AS value_of,
    arrayMap(value -> value_of(JSONExtractRaw(value)), {values:Array(String)}) AS wanted
SELECT
    location_id,
    user_id,
    countIf(value_of(value) != transform(property, {keys:Array(String)}, wanted, '')) = 0
        AND countIf(value_of(value) != '') = arrayCount(one -> one != '', wanted) AS fits
FROM person_properties(location_ids = {location_ids:Array(String)}, keys = {keys:Array(String)})
GROUP BY location_id, user_id;

-- Whether people did what is asked: each condition, as in matched_events, is met by an event of so many (from `min_counts` to
-- `max_counts`) on the local days; those that are `negated` must not hold. Users without any such event are not listed.
CREATE VIEW users_by_behavior AS
SELECT
    did.location_id AS location_id,
    if(mapped.user_id = '', did.distinct_id, mapped.user_id) AS user_id,
    sumForEach(counted) AS counts,
    arrayAll(
        (count, least_count, most_count, negated) -> (count BETWEEN least_count AND most_count) != negated,
        counts, {min_counts:Array(UInt32)}, {max_counts:Array(UInt32)}, {negated:Array(Bool)}) AS fits
FROM
(
    SELECT
        location_id,
        distinct_id,
        sumForEach(arrayMap(
            (number, first_day, last_day) -> bitTest(matches, number - 1) AND day BETWEEN first_day AND last_day,
            arrayEnumerate({events:Array(String)}), {first_days:Array(Date32)}, {last_days:Array(Date32)})) AS counted
    FROM
    (
        SELECT location_id, distinct_id, matches, toDate32(timestamp, {time_zone:String}) AS day
        FROM matched_events(
            location_ids = {location_ids:Array(String)},
            events = {events:Array(String)},
            pathnames = {pathnames:Array(String)},
            funnel_ids = arrayWithConstant(length({events:Array(String)}), ''),
            step_ids = arrayWithConstant(length({events:Array(String)}), ''),
            property_conditions = {property_conditions:Array(UInt8)},
            property_keys = {property_keys:Array(String)},
            property_values = {property_values:Array(String)},
            since = toDateTime64(arrayMin({first_days:Array(Date32)}), 3, 'UTC') - toIntervalDay(1),
            before = least(toDateTime64(arrayMax({last_days:Array(Date32)}), 3, 'UTC') + toIntervalDay(2), toDateTime64('2299-12-31 23:59:59', 3, 'UTC')))
    )
    GROUP BY location_id, distinct_id
) AS did
LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
    ON mapped.location_id = did.location_id AND mapped.distinct_id = did.distinct_id
GROUP BY location_id, user_id
