-- Ad costs as they were imported, the latest day first: one keyset page per location.
SELECT
    location_id,
    toInt64(toUnixTimestamp(toDateTime(date, 'UTC'))) AS sort_key,
    row_id,
    date,
    channel,
    nullIf(source, '') AS source,
    nullIf(campaign, '') AS campaign,
    cost,
    toString(currency) AS currency,
    clicks,
    impressions,
    imported_at
FROM (SELECT *, concat(channel, '\0', campaign, '\0', source) AS row_id FROM ad_costs_in_force(location_ids = {location_ids:Array(String)}))
WHERE date BETWEEN {from:Date} AND {to:Date}
    AND ({after_key:Nullable(Int64)} IS NULL OR if({direction:Int8} = 1,
        (sort_key, row_id) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}),
        (sort_key, row_id) < (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String})))
ORDER BY
    location_id,
    if({direction:Int8} = 1, sort_key, 0), if({direction:Int8} = 1, row_id, ''),
    if({direction:Int8} = 1, 0, sort_key) DESC, if({direction:Int8} = 1, '', row_id) DESC
LIMIT {limit:UInt32} BY location_id
