-- Credits of conversions by the asked models, one row per location: `conversions` and `value` hold an array per asked model, parallel to
-- `keys`. All sums are exact; of a value that does not divide evenly, the greatest credit takes the rest. More keys than
-- `max_keys`: no credits, and `key_count` tells. `linked_count` keys are before or after another in some journey (0 without MARKOV).
SELECT
    location_id,
    conversion_count,
    conversion_value,
    journey_count - conversion_count AS non_conversion_count,
    without_value_count,
    in_other_currency_count,
    cut_conversion_count,
    key_count,
    linked_count,
    rows.key AS keys,
    arrayMap(counts -> arrayMap(count -> toFloat64(count) / 1e12, counts), exact_conversions) AS conversions,
    arrayMap(
        (values, rest, greatest) -> arrayMap((value, place) -> value + if(place = greatest, rest, 0), values, arrayEnumerate(values)),
        rounded_value,
        arrayMap(values -> conversion_value - arraySum(values), rounded_value),
        arrayMap(counts -> indexOf(counts, arrayMax(counts)), exact_conversions)) AS value
FROM
(
    SELECT
        *,
        -- In the order of credited_conversions below, MARKOV last.
        arrayMap(model -> indexOf(['FIRST_TOUCH', 'LAST_TOUCH', 'LAST_NON_DIRECT', 'LINEAR', 'TIME_DECAY', 'POSITION_BASED', 'W_SHAPED',
            'SHAPLEY', 'DATA_DRIVEN', 'MARKOV'], model), {models:Array(String)}) AS models,
        if({markov:Bool},
            arrayMap(model -> if(model = 10, markov_conversions,
                arrayMap(row -> row.credited_conversions[model], rows)), models),
            arrayMap(model -> arrayMap(row -> row.credited_conversions[model], rows), models)) AS exact_conversions,
        if({markov:Bool},
            arrayMap(model -> if(model = 10, arrayMap(share -> conversion_value * toInt128(round(1e18 * share)) / 1000000, markov_shares),
                arrayMap(row -> row.credited_value[model], rows)), models),
            arrayMap(model -> arrayMap(row -> row.credited_value[model], rows), models)) AS exact_value,
        -- To nine decimals: half of the last one is 500 in units of 10^-12.
        arrayMap(values -> arrayMap(value -> (value + if(value < 0, -500, 500)) / 1000000000000, values), exact_value) AS rounded_value
    FROM
    (
        SELECT
            *,
            indexOf(markov_parts, arrayMax(markov_parts)) AS markov_greatest,
            conversion_count * toInt128(1000000000000) - arraySum(markov_parts) AS markov_rest,
            arrayMap((part, place) -> part + if(place = markov_greatest, markov_rest, 0), markov_parts, arrayEnumerate(markov_parts)) AS markov_conversions
        FROM
        (
            SELECT
                * EXCEPT (effects),
                arraySum(effects) AS all_effects,
                arrayMap(effect -> if(all_effects = 0, 0, effect / all_effects), effects) AS markov_shares,
                arrayMap(share -> toInt128(round(1e12 * conversion_count * share)), markov_shares) AS markov_parts
            FROM
            (
                -- MARKOV. The chain goes from key to key as journeys did, and ends in a conversion or without one. A key's removal effect is the
                -- share of conversions that pass through it: the chance to get there from the start, times the chance to convert from there.
                -- Both are in the inverse of (identity - transitions), transposed here. Most keys follow no other and precede none: theirs
                -- need no matrix. The others are solved for, if they are at most `max_markov_keys`.
                SELECT
                    * EXCEPT (inverse, solved, places, states, solved_effects),
                    arrayMap(
                        (row, place, chance) -> chance * arraySum((cell, from_start) -> cell * from_start, row, solved.from_start) / row[place],
                        inverse, places,
                        arrayReduce('sumForEach', arrayMap((row, ends) -> arrayMap(cell -> cell * ends, row), inverse, solved.ends))) AS solved_effects,
                    arrayMap(state -> if(has(linked, state.id), solved_effects[indexOf(solved.id, state.id)],
                        state.from_start * state.ends / (1 - state.again)), states) AS effects
                FROM
                (
                    SELECT
                        *,
                        -- Gauss-Jordan elimination; without a search for pivots, because the diagonal dominates.
                        arrayFold(
                            (matrix, pivot) -> arrayMap(
                                pivot_row -> arrayMap(
                                    (row, factor, place) -> if(place = pivot, pivot_row, arrayMap(
                                        (cell, pivot_cell, column) -> if(column = pivot, 0, cell) - factor * pivot_cell, row, pivot_row, places)),
                                    matrix, arrayMap(row -> row[pivot], matrix), places),
                                [arrayMap((cell, column) -> if(column = pivot, 1, cell) / matrix[pivot][pivot], matrix[pivot], places)])[1],
                            places,
                            arrayMap((row, place) -> arrayMap(
                                (id, visits, before) -> (place = before) - row.visits_after[indexOf(row.ids_before, id)] / visits,
                                solved.id, solved.visits, places), solved, places)) AS inverse
                    FROM
                    (
                        SELECT
                            *,
                            arrayMap(row -> (row.id, row.visits, row.ids_before, row.visits_after, row.conversions_after / row.visits,
                                row.visits_after[indexOf(row.ids_before, cityHash64(''))] / journey_count,
                                row.visits_after[indexOf(row.ids_before, row.id)] / row.visits)::Tuple(
                                    id UInt64, visits UInt64, ids_before Array(UInt64), visits_after Array(UInt64), ends Float64, from_start Float64,
                                    again Float64), if({markov:Bool}, rows, [])) AS states,
                            arrayDistinct(arrayFlatten(arrayMap(
                                state -> arrayFilter(
                                    (id, others) -> others > 0,
                                    arrayPushBack(arrayFilter(before -> before NOT IN (cityHash64(''), state.id), state.ids_before) AS before, state.id),
                                    arrayWithConstant(length(before) + 1, length(before))),
                                states))) AS linked,
                            if({markov:Bool}, length(linked), toUInt64(0)) AS linked_count,
                            if(linked_count <= {max_markov_keys:UInt32}, arrayFilter(state -> has(linked, state.id), states), []) AS solved,
                            arrayEnumerate(solved) AS places
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
                            FROM
                            (
                                SELECT
                                    location_id,
                                    key,
                                    [sum(conversions * w1), sum(conversions * w2), sum(conversions * w3), sum(conversions * w4), sum(w5),
                                        sum(conversions * w6), sum(conversions * w7), sum(conversions * w8), sum(conversions * w9)] AS credited_conversions,
                                    [sum(exact_value * w1), sum(exact_value * w2), sum(exact_value * w3), sum(exact_value * w4), sum(v5),
                                        sum(exact_value * w6), sum(exact_value * w7), sum(exact_value * w8), sum(exact_value * w9)] AS credited_value,
                                    sum(journeys) AS visits,
                                    sumIf(conversions, place = n) AS conversions_after,
                                    sumMap([previous], [journeys]) AS visits_after,
                                    -- Over paths, told once each.
                                    sumIf(conversions, place = 1) AS conversion_count,
                                    sumIf(journeys, place = 1) AS journey_count,
                                    sumIf(exact_value, place = 1) AS conversion_value,
                                    sumIf(without_value, place = 1) AS without_value_count,
                                    sumIf(in_other_currency, place = 1) AS in_other_currency_count,
                                    sumIf(cut_conversions, place = 1) AS cut_conversion_count
                                FROM path_weights(
                                    location_ids = {location_ids:Array(String)}, dimension = {dimension:String},
                                    conversion_event = {conversion_event:String}, value_property = {value_property:String},
                                    currency = {currency:String}, from = {from:Date}, to = {to:Date}, time_zone = {time_zone:String},
                                    lookback_days = {lookback_days:UInt32}, with_others = {with_others:Bool},
                                    half_life_days = {half_life_days:Float64}, path_transform = {path_transform:String},
                                    data_driven = {data_driven:Bool})
                                ARRAY JOIN
                                    keys AS key,
                                    places AS place,
                                    arrayPushFront(arrayPopBack(keys), '') AS previous,
                                    weights[1] AS w1, weights[2] AS w2, weights[3] AS w3, weights[4] AS w4, decay AS w5,
                                    weights[5] AS w6, weights[6] AS w7, weights[7] AS w8, weights[8] AS w9, decay_value AS v5
                                GROUP BY location_id, key
                            ) AS credits
                            GROUP BY location_id
                        )
                    )
                )
            )
        )
    )
)
