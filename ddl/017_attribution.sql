-- Journeys put together by their path. Decay weights depend on the ages, so they are summed up here.
-- Weights are whole numbers of 10^-12 whose sum is exactly 1 per conversion: sums of them are exact, in any order.
CREATE VIEW journey_paths AS
SELECT
    location_id,
    keys,
    directs,
    countIf(is_conversion) AS conversions,
    countIf(NOT is_conversion) AS non_conversions,
    sum(toDecimal256(worth, 9)) AS value,
    countIf(is_conversion AND has_no_value) AS without_value,
    countIf(is_foreign) AS in_other_currency,
    countIf(is_cut AND is_conversion) AS cut_conversions,
    sumForEach(arrayMap(weight -> weight * is_conversion, weights)) AS decay,
    sumForEach(arrayMap(weight -> toDecimal256(worth, 9) * weight, weights)) AS decay_value
FROM
(
    SELECT
        *,
        indexOf(rounded, arrayMax(rounded)) AS greatest,
        1000000000000 - arraySum(rounded) AS rest,
        arrayMap((weight, place) -> weight + if(place = greatest, rest, 0), rounded, arrayEnumerate(rounded)) AS weights
    FROM
    (
        SELECT
            location_id,
            is_conversion,
            ifNull(value, 0) AS worth,
            value IS NULL AND NOT in_other_currency AS has_no_value,
            in_other_currency AS is_foreign,
            is_cut,
            path.key AS keys,
            path.is_direct AS directs,
            -- Relative to the latest touch, so that old journeys do not underflow.
            arrayMap(age -> exp2((path.age[-1] - age) / {half_life_days:Float64}), path.age) AS halved,
            arrayMap(weight -> toInt128(round(1e12 * weight / arraySum(halved))), halved) AS rounded
        FROM journeys(
            location_ids = {location_ids:Array(String)}, dimension = {dimension:String}, conversion_event = {conversion_event:String},
            value_property = {value_property:String}, currency = {currency:String}, from = {from:Date}, to = {to:Date},
            time_zone = {time_zone:String}, lookback_days = {lookback_days:UInt32}, with_others = {with_others:Bool})
    )
)
GROUP BY location_id, keys, directs;

-- What each place of a path gets. `weights` holds an array per model: FIRST_TOUCH, LAST_TOUCH, LAST_NON_DIRECT, LINEAR, POSITION_BASED,
-- W_SHAPED, SHAPLEY, DATA_DRIVEN; in the same units as `decay`, which is summed over the journeys already.
-- DATA_DRIVEN compares how probable a conversion is after a path, and after the path without each of its touches: conversions per journey
-- over exactly that path, 0 for one that nobody took. Paths are compared after a transform: UNIQUE as they are, EXPOSURE without
-- repetitions in a row, FIRST with the first touch of each key only, FREQUENCY the same with the number of its touches.
-- Each step has a level of its own: an alias is planned anew wherever it is used.
CREATE VIEW path_weights AS
SELECT
    *,
    arrayMap((model, greatest, rest) -> arrayMap((weight, place) -> weight + if(place = greatest, rest, 0), model, places), rounded, greatests, rests) AS weights
FROM
(
    SELECT
        *,
        arrayMap(model -> indexOf(model, arrayMax(model)), rounded) AS greatests,
        arrayMap(model -> 1000000000000 - arraySum(model), rounded) AS rests
    FROM
    (
        -- The share of each place of a path, per model.
        SELECT
            * EXCEPT (first_places, non_direct, middle, marginals, lost),
            arrayMap(model -> arrayMap(share -> toInt128(round(1e12 * share)), model), [
                arrayMap(place -> toFloat64(place = 1), places),
                arrayMap(place -> toFloat64(place = n), places),
                arrayMap(place -> toFloat64(place = if(non_direct = 0, n, non_direct)), places),
                arrayMap(place -> 1 / n, places),
                arrayMap(place -> multiIf(n <= 2, 1 / n, place IN (1, n), 0.4, 0.2 / (n - 2)), places),
                arrayMap(place -> multiIf(n <= 3, 1 / n, place IN (1, middle, n), 0.3, 0.1 / (n - 3)), places),
                -- A set of keys is worth the conversions of journeys over them alone: the Shapley value then shares each journey among its keys.
                arrayMap((place, first_place) -> if(place = first_place, 1 / length(arrayDistinct(first_places)), 0), places, first_places),
                -- What the probability of a conversion loses without the touch; all to the last where nothing is lost.
                if({data_driven:Bool},
                    arrayMap((place, key) -> if(lost = 0, toFloat64(place = n),
                        if(place = indexOf(keys, key), arraySum((step_key, marginal) -> if(step_key = key, marginal, 0), step_keys, marginals) / lost, 0)), places, keys),
                    arrayMap(place -> toFloat64(place = n), places))
            ]) AS rounded
        FROM
        (
            SELECT
                *,
                conversions + non_conversions AS journeys,
                toDecimal256(value, 9) AS exact_value,
                length(keys) AS n,
                arrayEnumerate(keys) AS places,
                arrayMap(key -> indexOf(keys, key), keys) AS first_places,
                arrayLastIndex(is_direct -> NOT is_direct, directs) AS non_direct,
                intDiv(n, 2) + 1 AS middle,
                arrayMap(p -> greatest(0, probabilities[1] - p), arrayPopFront(probabilities)) AS marginals,
                arraySum(marginals) AS lost
            FROM
                (
                    SELECT
                        location_id,
                        any(paths.keys) AS keys,
                        any(paths.directs) AS directs,
                        any(paths.conversions) AS conversions,
                        any(paths.non_conversions) AS non_conversions,
                        any(paths.value) AS value,
                        any(paths.without_value) AS without_value,
                        any(paths.in_other_currency) AS in_other_currency,
                        any(paths.cut_conversions) AS cut_conversions,
                        any(paths.decay) AS decay,
                        any(paths.decay_value) AS decay_value,
                        any(paths.steps.key) AS step_keys,
                        arraySort(groupArray((left_out, probability))).2 AS probabilities
                    FROM
                    (
                        SELECT
                            * EXCEPT (asks),
                            ask.left_out AS left_out,
                            sumIf(conversions, ask.left_out = 0) OVER same_path / sumIf(conversions + non_conversions, ask.left_out = 0) OVER same_path AS found,
                            if(isNaN(found), 0, found) AS probability
                        FROM
                        (
                            SELECT
                                *,
                                sipHash128(keys, directs) AS path_id,
                                arrayMap((key, place) -> (key, concat(key, '\0', toString(if({path_transform:String} = 'FREQUENCY', countEqual(keys, key), 0))))::Tuple(key String, name String), keys, arrayEnumerate(keys)) AS named,
                                multiIf(
                                    {path_transform:String} = 'UNIQUE', named,
                                    {path_transform:String} = 'EXPOSURE', arrayCompact(named),
                                    arrayFilter((step, place) -> indexOf(keys, step.key) = place, named, arrayEnumerate(named))) AS steps,
                                arrayMap(
                                    left_out -> (left_out, sipHash128(arrayFilter((name, place) -> place != left_out, steps.name, arrayEnumerate(steps))))::Tuple(left_out UInt64, path FixedString(16)),
                                    range(0, if(conversions > 0, length(steps), 0) + 1)) AS asks
                            FROM journey_paths(
                                location_ids = {location_ids:Array(String)}, dimension = {dimension:String}, conversion_event = {conversion_event:String},
                                value_property = {value_property:String}, currency = {currency:String}, from = {from:Date}, to = {to:Date},
                                time_zone = {time_zone:String}, lookback_days = {lookback_days:UInt32}, with_others = {with_others:Bool},
                                half_life_days = {half_life_days:Float64})
                        )
                        ARRAY JOIN asks AS ask
                        WINDOW same_path AS (PARTITION BY location_id, ask.path)
                    ) AS paths
                    WHERE {data_driven:Bool}
                    GROUP BY location_id, path_id
                    UNION ALL
                    -- Who does not ask for it need not compare paths.
                    SELECT
                        location_id, keys, directs, conversions, non_conversions, value, without_value, in_other_currency, cut_conversions,
                        decay, decay_value, [] AS step_keys, [] AS probabilities
                    FROM journey_paths(
                        location_ids = {location_ids:Array(String)}, dimension = {dimension:String}, conversion_event = {conversion_event:String},
                        value_property = {value_property:String}, currency = {currency:String}, from = {from:Date}, to = {to:Date},
                        time_zone = {time_zone:String}, lookback_days = {lookback_days:UInt32}, with_others = {with_others:Bool},
                        half_life_days = {half_life_days:Float64})
                    WHERE NOT {data_driven:Bool}
                )
        )
    )
)
