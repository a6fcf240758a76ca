-- The events that meet at least one of up to 20 conditions, each event once; bit n of `matches` tells that it meets condition n, from 0.
-- A condition is one place of the parallel arrays, '' meaning any, and the event '\0pageview' a page view by any of its names. What it asks of properties is listed apart: the number of the
-- condition (from 1), the key, and the value as a JSON text. null and '' ask that the property is absent, null or ''.
CREATE VIEW matched_events AS
WITH
    arrayMap(number -> bitShiftLeft(1::UInt32, number - 1)::UInt32, arrayEnumerate({events:Array(String)})) AS bits,
    -- The conditions that a column meets, by one look-up. Where none asks for it, the if() is folded away, and the column not read.
    (value, wanted) -> if(arrayAll(one -> one = '', wanted), arraySum(bits)::UInt32, transform(
        value,
        wanted,
        arrayMap(one -> arraySum((other, bit) -> if(other IN ('', one), bit, 0::UInt32), wanted, bits)::UInt32, wanted),
        arraySum((other, bit) -> if(other = '', bit, 0::UInt32), wanted, bits)::UInt32)) AS matching,
    (json) -> if(json IN ('null', '""'), '', json) AS value_of
SELECT location_id, distinct_id, timestamp, uuid, matches
FROM
(
    SELECT
        location_id,
        distinct_id,
        timestamp,
        uuid,
        if(empty({property_keys:Array(String)}), found, bitAnd(found, bitNot(arrayReduce('groupBitOr', arrayMap(
            (condition, key, value) -> if(bitAnd(found, bits[condition]) = 0, 0::UInt32,
                if(value_of(JSONExtractRaw(properties, key)) = value, 0::UInt32, bits[condition])),
            {property_conditions:Array(UInt8)},
            {property_keys:Array(String)},
            arrayMap(value -> value_of(JSONExtractRaw(value)), {property_values:Array(String)})))))) AS matches
    FROM
    (
        SELECT
            location_id,
            distinct_id,
            timestamp,
            uuid,
            properties,
            if(event IN ('$pageview', 'pageview', '$screen'), arraySum((one, bit) -> if(one = '\0pageview', bit, 0::UInt32), {events:Array(String)}, bits), 0)::UInt32 AS pageview_bits,
            bitAnd(
                bitAnd(bitOr(matching(event, {events:Array(String)}), pageview_bits), matching(pathname, {pathnames:Array(String)})),
                bitAnd(matching(funnel_id, {funnel_ids:Array(String)}), matching(step_id, {step_ids:Array(String)}))) AS found
        FROM events
        WHERE location_id IN {location_ids:Array(String)}
            AND timestamp >= {since:DateTime64(3, 'UTC')} AND timestamp < {before:DateTime64(3, 'UTC')}
            AND (has({events:Array(String)}, '') OR event IN {events:Array(String)}
                OR (has({events:Array(String)}, '\0pageview') AND event IN ('$pageview', 'pageview', '$screen')))
    )
    WHERE found != 0
    -- Between the two filters, so that properties are looked into once, and only of these events.
    LIMIT 1 BY location_id, uuid
)
WHERE matches != 0;

-- How far each user who entered a funnel came, and the milliseconds from step to step on that way. The conditions are the steps. Users
-- enter within the local dates; the steps follow within the window, and if they must within the dates too. Of each user at most 10,000 events that match count, from the first
-- entry on.
CREATE VIEW funnel_attempts AS
WITH
    arrayMap(number -> bitShiftLeft(1::UInt32, number)::UInt32, range(1, length({events:Array(String)}))) AS next_steps
SELECT
    location_id,
    user_id,
    is_capped,
    length(way) AS depth,
    arrayPopFront(arrayDifference(arrayMap(place -> times[place], way))) AS milliseconds
FROM
(
    SELECT
        location_id,
        user_id,
        is_capped,
        times,
        -- From the entry on, each step is taken by the next event that matches it.
        arrayFold(
            (taken, step) -> arrayPushBack(taken, arrayFirstIndex(
                (match, place) -> place > taken[-1] AND bitAnd(match, step) != 0, matching, arrayEnumerate(matching))),
            arraySlice(next_steps, 1, step_count - 1),
            [1::UInt32]) AS way
    FROM
    (
        SELECT
            location_id,
            user_id,
            is_capped,
            length(reached) AS step_count,
            -- The entries that come as far by then are those within the window before; the earliest of them counts.
            arrayFirstIndex((match, at) -> bitAnd(match, 1) != 0 AND at >= all_times[reached[-1]] - {window_ms:Int64}, all_matching, all_times) AS entry,
            arraySlice(all_times, entry, reached[-1] + 1 - entry) AS times,
            arraySlice(all_matching, entry, reached[-1] + 1 - entry) AS matching
        FROM
        (
            SELECT
                location_id,
                user_id,
                is_capped,
                all_times,
                all_matching,
                -- Step by step: at each event the latest entry from which the step was taken by then (-1: none), for from the latest
                -- entry a user comes the furthest; and the place at which the step was taken first.
                arrayFold(
                    (level, step) -> (
                        arrayFill(entered -> entered >= 0, arrayMap(
                            (match, at, entered) -> if(bitAnd(match, step) != 0 AND entered >= 0 AND at - entered <= {window_ms:Int64}, entered, -1),
                            all_matching, all_times, arrayPopBack(arrayPushFront(level.1, -1)))) AS entries,
                        if(entries[-1] < 0, level.2, arrayPushBack(level.2, arrayFirstIndex(entered -> entered >= 0, entries)))),
                    next_steps,
                    (
                        arrayFill(entered -> entered >= 0, arrayMap((match, at) -> if(bitAnd(match, 1) != 0, at, -1), all_matching, all_times)),
                        [1::UInt32]
                    )).2 AS reached
            FROM
            (
                SELECT
                    location_id,
                    user_id,
                    arraySort(groupArrayArray(found)) AS ordered,
                    arrayFirstIndex(match -> bitAnd(match, 1) != 0, ordered.3) AS first_entry,
                    length(ordered) - first_entry >= 10000 AS is_capped,
                    arraySlice(ordered.1, first_entry, 10000) AS all_times,
                    arraySlice(ordered.3, first_entry, 10000) AS all_matching
                FROM
                (
                    SELECT
                        found_by_id.location_id AS location_id,
                        if(mapped.user_id = '', found_by_id.distinct_id, mapped.user_id) AS user_id,
                        found_by_id.found AS found
                    FROM
                    (
                        SELECT location_id, distinct_id, groupArray((at, uuid, match)) AS found
                        FROM
                        (
                            SELECT
                                location_id,
                                distinct_id,
                                toUnixTimestamp64Milli(timestamp) AS at,
                                uuid,
                                -- Nobody enters after the last day.
                                if(timestamp < toDateTime({to:Date} + 1, {time_zone:String}), matches, bitAnd(matches, bitNot(1::UInt32))) AS match
                            FROM matched_events(
                                location_ids = {location_ids:Array(String)},
                                events = {events:Array(String)},
                                pathnames = {pathnames:Array(String)},
                                funnel_ids = {funnel_ids:Array(String)},
                                step_ids = {step_ids:Array(String)},
                                property_conditions = {property_conditions:Array(UInt8)},
                                property_keys = {property_keys:Array(String)},
                                property_values = {property_values:Array(String)},
                                since = toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3, 'UTC'),
                                before = fromUnixTimestamp64Milli(1000 * toUnixTimestamp(toDateTime({to:Date} + 1, {time_zone:String})) + if({within_range:Bool}, 0, {window_ms:Int64}), 'UTC'))
                        )
                        WHERE match != 0
                        GROUP BY location_id, distinct_id
                    ) AS found_by_id
                    LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
                        ON mapped.location_id = found_by_id.location_id AND mapped.distinct_id = found_by_id.distinct_id
                )
                GROUP BY location_id, user_id
                HAVING first_entry > 0
            )
        )
    )
)
