-- How many users reached each step of a funnel. Users enter within the local dates, both inclusive.
SELECT
    location_id,
    step,
    count() AS user_count,
    quantileExactInclusive(0.5)(milliseconds[step - 1]) / 1000 AS median_seconds,
    countIf(is_capped) AS capped_user_count
FROM funnel_attempts(
    location_ids = {location_ids:Array(String)},
    events = {events:Array(String)},
    pathnames = {pathnames:Array(String)},
    funnel_ids = {funnel_ids:Array(String)},
    step_ids = {step_ids:Array(String)},
    property_conditions = {property_conditions:Array(UInt8)},
    property_keys = {property_keys:Array(String)},
    property_values = {property_values:Array(String)},
    from = {from:Date},
    to = {to:Date},
    time_zone = {time_zone:String},
    window_ms = {window_ms:Int64},
    within_range = {within_range:Bool})
ARRAY JOIN range(1, depth + 1)::Array(UInt8) AS step
GROUP BY location_id, step
ORDER BY location_id, step
