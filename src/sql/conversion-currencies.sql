-- What conversions within local dates (both inclusive) say their currency is, in capitals, the most frequent first.
SELECT
    location_id,
    upper(trimBoth(JSONExtractString(properties, 'currency'))) AS currency,
    uniqExact(uuid) AS conversion_count
FROM events
WHERE location_id IN {location_ids:Array(String)} AND event = {conversion_event:String}
    AND timestamp >= toDateTime({from:Date}, {time_zone:String}) AND timestamp < toDateTime({to:Date} + 1, {time_zone:String})
GROUP BY location_id, currency
HAVING currency != ''
ORDER BY location_id, conversion_count DESC, currency
LIMIT 300 BY location_id
