-- Credits of conversions by the asked models, one row per location: `conversions` and `value` hold an array per asked model, parallel to
-- `keys`. All sums are exact; of a value that does not divide evenly, the greatest credit takes the rest. More keys than
-- `max_keys`: no credits, and `key_count` tells.
WITH
    -- MARKOV, for at most `max_markov_keys`. The chain goes from key to key as journeys did, and ends in a conversion or without one. A key's
    -- removal effect is the share of conversions that pass through it: the chance to get there from the start, times the chance to convert
    -- from there. Both are in the inverse of (identity - transitions), transposed here; by Gauss-Jordan elimination, which needs
    -- no pivot search because every row's diagonal dominates.
    {markov:Bool} AND length(rows) <= {max_markov_keys:UInt32} AS is_solved,
    arrayEnumerate(rows) AS places,
    if(is_solved, arrayMap((row, place) -> arrayMap(
        (id, visits, from) -> (place = from) - row.visits_after[indexOf(row.ids_before, id)] / visits,
        rows.id, rows.visits, places), rows, places), []) AS transitions,
    arrayMap(row -> row.visits_after[indexOf(row.ids_before, cityHash64(''))] / journey_count, rows) AS starts,
    arrayMap(row -> row.conversions_after / row.visits, rows) AS ends,
    arrayFold(
        (matrix, pivot) -> arrayMap(
            pivot_row -> arrayMap(
                (row, factor, place) -> if(place = pivot, pivot_row,
                    arrayMap((cell, pivot_cell, column) -> if(column = pivot, 0, cell) - factor * pivot_cell, row, pivot_row, places)),
                matrix, arrayMap(row -> row[pivot], matrix), places),
            [arrayMap((cell, column) -> if(column = pivot, 1, cell) / matrix[pivot][pivot], matrix[pivot], places)])[1],
        if(is_solved, places, []), transitions) AS inverse,
    arrayReduce('sumForEach', arrayMap((row, end) -> arrayMap(cell -> cell * end, row), inverse, if(is_solved, ends, []))) AS conversion_chances,
    arrayMap(
        (row, place, chance) -> chance * arraySum((cell, start) -> cell * start, row, starts) / row[place],
        inverse, if(is_solved, places, []), conversion_chances) AS effects,
    arrayMap(effect -> toInt128(round(1e12 * effect / arraySum(effects))), effects) AS rounded_effects,
    arrayMap(
        (effect, place) -> effect + if(place = indexOf(rounded_effects, arrayMax(rounded_effects)), 1000000000000 - arraySum(rounded_effects), 0),
        rounded_effects, arrayEnumerate(rounded_effects)) AS markov_shares,
    -- In the order of key_credits, MARKOV last.
    arrayMap(model -> indexOf(['FIRST_TOUCH', 'LAST_TOUCH', 'LAST_NON_DIRECT', 'LINEAR', 'TIME_DECAY', 'POSITION_BASED', 'W_SHAPED', 'SHAPLEY',
        'DATA_DRIVEN', 'MARKOV'], model), {models:Array(String)}) AS models,
    arrayMap(model -> if(model = 10, arrayMap(share -> conversion_count * share, markov_shares),
        arrayMap(row -> row.credited_conversions[model], rows)), models) AS exact_conversions,
    arrayMap(model -> if(model = 10, arrayMap(share -> conversion_value * share, markov_shares),
        arrayMap(row -> row.credited_value[model], rows)), models) AS exact_value,
    arrayMap(values -> arrayMap(value -> value / 1000000000000, values), exact_value) AS cut_value,
    arrayMap(values -> conversion_value - arraySum(values), cut_value) AS rests,
    arrayMap(counts -> indexOf(counts, arrayMax(counts)), exact_conversions) AS greatest_places
SELECT
    location_id,
    conversion_count,
    conversion_value,
    journey_count - conversion_count AS non_conversion_count,
    without_value_count,
    in_other_currency_count,
    cut_conversion_count,
    key_count,
    rows.key AS keys,
    arrayMap(counts -> arrayMap(count -> toFloat64(count) / 1e12, counts), exact_conversions) AS conversions,
    arrayMap(
        (values, rest, greatest) -> arrayMap((value, place) -> value + if(place = greatest, rest, 0), values, arrayEnumerate(values)),
        cut_value, rests, greatest_places) AS value
FROM
(
    SELECT
        location_id,
        sum(credits.conversion_count) AS conversion_count,
        sum(credits.journey_count) AS journey_count,
        sum(credits.conversion_value) AS conversion_value,
        sum(credits.without_value_count) AS without_value_count,
        sum(credits.in_other_currency_count) AS in_other_currency_count,
        sum(credits.cut_conversion_count) AS cut_conversion_count,
        count() AS key_count,
        if(key_count > {max_keys:UInt32}, [], arraySort(row -> row.key, groupArray({max_keys:UInt32})((
            key, cityHash64(key), credited_conversions, credited_value, visits, conversions_after,
            arrayMap(before -> cityHash64(before), visits_after.1), visits_after.2
        )::Tuple(
            key String, id UInt64, credited_conversions Array(Int128), credited_value Array(Decimal(76, 9)), visits UInt64,
            conversions_after UInt64, ids_before Array(UInt64), visits_after Array(UInt64))))) AS rows
    FROM key_credits(
        location_ids = {location_ids:Array(String)}, dimension = {dimension:String}, conversion_event = {conversion_event:String},
        value_property = {value_property:String}, currency = {currency:String}, from = {from:Date}, to = {to:Date},
        time_zone = {time_zone:String}, lookback_days = {lookback_days:UInt32}, with_others = {with_others:Bool},
        half_life_days = {half_life_days:Float64}, path_transform = {path_transform:String}, data_driven = {data_driven:Bool}) AS credits
    GROUP BY location_id
)
