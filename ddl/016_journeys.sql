-- The events with a name within local dates (both inclusive), by the user they belong to. `value` is the event's property of the given
-- name, null if that is no number; with a currency (in capitals), only events have one whose `currency` is that in any case, or absent.
CREATE VIEW conversions AS
WITH
    toDateTime({from:Date}, {time_zone:String}) AS range_start,
    toDateTime({to:Date} + 1, {time_zone:String}) AS range_end,
    if({value_property:String} = '', '', JSONExtractRaw(properties, {value_property:String})) AS raw_value,
    if(startsWith(raw_value, '"'), JSONExtractString(properties, {value_property:String}), raw_value) AS value_text,
    if({currency:String} = '', '', upper(trimBoth(JSONExtractString(properties, 'currency')))) AS value_currency
SELECT
    converted.location_id AS location_id,
    if(mapped.user_id = '', converted.distinct_id, mapped.user_id) AS user_id,
    timestamp AS converted_at,
    toString(uuid) AS conversion_id,
    value_currency NOT IN ('', {currency:String}) AS in_other_currency,
    -- The conversion alone would take '1.2.3' for 1.23.
    if(in_other_currency OR NOT match(value_text, '^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?$'), NULL, toDecimal128OrNull(value_text, 9)) AS value
FROM
(
    SELECT location_id, distinct_id, timestamp, uuid, properties
    FROM events
    WHERE location_id IN {location_ids:Array(String)} AND event = {conversion_event:String}
        AND timestamp >= range_start AND timestamp < range_end
    -- An event that was stored twice (a retry that raced its first try) is read once.
    LIMIT 1 BY location_id, uuid
) AS converted
LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
    ON mapped.location_id = converted.location_id AND mapped.distinct_id = converted.distinct_id;

-- Conversions with the touches that led to them, one row each: those of the user in the days before, the conversion's own session
-- included; the latest 100 if there are more. Without an event's name each new user is a conversion, at the start of their first visit,
-- or at their first event if they never visited. If asked for, there is also one row per user who visited within the dates and did not
-- convert: the touches up to the latest within the dates. `path` is in the order of time; `age` in days before the end of the journey.
CREATE VIEW journeys AS
WITH
    toDateTime({from:Date}, {time_zone:String}) AS range_start,
    toDateTime({to:Date} + 1, {time_zone:String}) AS range_end,
    toInt64(86400000) * {lookback_days:UInt32} AS lookback
SELECT
    location_id,
    user_id,
    is_conversion,
    value,
    in_other_currency,
    arrayFilter(touch -> at - touch.at <= lookback, arraySort(latest_touches)) AS within,
    length(within) > 100 AS is_cut,
    arrayMap(
        touch -> (touch.key, touch.is_direct, (at - touch.at) / 86400000)::Tuple(key String, is_direct Bool, age Float64),
        if(empty(within) AND is_conversion,
            [(at, '', if({dimension:String} = 'CHANNEL_GROUP', 'Direct', 'direct'), true)::Tuple(at Int64, id String, key String, is_direct Bool)],
            arraySlice(within, -100))) AS path
FROM
(
    SELECT
        location_id,
        user_id,
        toUnixTimestamp64Milli(at) AS at,
        is_conversion,
        value,
        in_other_currency,
        row_number() OVER until_now AS place,
        count() OVER person AS places,
        max(is_conversion) OVER person AS converts,
        -- The last of so many, in any order.
        groupArrayLastIf(101)((toUnixTimestamp64Milli(steps.at), id, key, is_direct)::Tuple(at Int64, id String, key String, is_direct Bool),
            NOT is_conversion) OVER until_now AS latest_touches
    FROM
    (
        SELECT
            location_id,
            user_id,
            if({conversion_event:String} = '', if(kind = 'person' AND touch_count > 0, first_touch_at, steps.at), steps.at) AS at,
            kind IN ('person', 'conversion') AS is_conversion,
            id, key, is_direct, value, in_other_currency
        FROM
        (
            SELECT
                *,
                countIf(kind = 'touch') OVER same_user AS touch_count,
                minIf(steps.at, kind = 'touch') OVER same_user AS first_touch_at
            FROM
            (
                SELECT
                    'conversion' AS kind, location_id, user_id, converted_at AS at, conversion_id AS id, '' AS key, false AS is_direct,
                    value, in_other_currency
                FROM conversions(
                    location_ids = {location_ids:Array(String)}, conversion_event = {conversion_event:String},
                    value_property = {value_property:String}, currency = {currency:String}, from = {from:Date}, to = {to:Date},
                    time_zone = {time_zone:String})
                WHERE {conversion_event:String} != ''
                UNION ALL
                SELECT
                    'person' AS kind, location_id, user_id, first_seen AS at, '' AS id, '' AS key, false AS is_direct,
                    CAST(NULL, 'Nullable(Decimal(38, 9))') AS value, false AS in_other_currency
                FROM people(location_ids = {location_ids:Array(String)})
                WHERE {conversion_event:String} = ''
                UNION ALL
                SELECT
                    'touch' AS kind, location_id, user_id, touched_at AS at, session_id AS id, key, is_direct,
                    CAST(NULL, 'Nullable(Decimal(38, 9))') AS value, false AS in_other_currency
                FROM touches(location_ids = {location_ids:Array(String)}, dimension = {dimension:String})
                WHERE ({conversion_event:String} = '' OR (touched_at < range_end AND touched_at >= range_start - lookback / 1000))
                    -- Where others do not matter, only the sessions of those who converted are read.
                    AND if({with_others:Bool}, true, if({conversion_event:String} = '', true, session_key IN (
                        SELECT arrayJoin(summary.session_keys)
                        FROM user_attribution_summary_mv AS summary
                        LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
                            ON mapped.location_id = summary.location_id AND mapped.distinct_id = summary.distinct_id
                        WHERE summary.location_id IN {location_ids:Array(String)}
                            AND (summary.location_id, if(mapped.user_id = '', summary.distinct_id, mapped.user_id)) IN (
                                SELECT location_id, user_id
                                FROM conversions(
                                    location_ids = {location_ids:Array(String)}, conversion_event = {conversion_event:String}, value_property = '',
                                    currency = '', from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String})))))
            ) AS steps
            WINDOW same_user AS (PARTITION BY location_id, user_id)
        ) AS steps
        WHERE at < range_end AND (NOT is_conversion OR at >= range_start)
    ) AS steps
    WINDOW
        person AS (PARTITION BY location_id, user_id),
        until_now AS (PARTITION BY location_id, user_id ORDER BY steps.at, is_conversion, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
WHERE if({with_others:Bool},
    is_conversion OR (NOT converts AND place = places AND at >= toUnixTimestamp(range_start) * 1000),
    is_conversion)
