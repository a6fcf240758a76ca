-- The version of the latest import, which the next one must exceed.
SELECT location_id, max(version) AS version
FROM ad_costs
WHERE location_id IN {location_ids:Array(String)}
GROUP BY location_id
