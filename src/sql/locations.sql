-- Locations that hold events, in the order of their ids. `all_locations` is bound by the runner, from the credential alone.
SELECT location_id
FROM location_metrics_mv
WHERE ({all_locations:Bool} OR location_id IN {location_ids:Array(String)})
    AND (empty({ids:Array(String)}) OR location_id IN {ids:Array(String)})
    AND ({search:String} = '' OR positionCaseInsensitiveUTF8(location_id, {search:String}) > 0)
    AND ({after_id:String} = '' OR if({direction:Int8} = 1, location_id > {after_id:String}, location_id < {after_id:String}))
GROUP BY location_id
ORDER BY if({direction:Int8} = 1, location_id, ''), if({direction:Int8} = 1, '', location_id) DESC
LIMIT {limit:UInt32}
