-- The statements about identity that name the given ids, and those that name the other ids in them.
SELECT location_id, anonymous_id, user_id, toString(source) AS source, mapped_at
FROM identity_links
WHERE location_id IN {location_ids:Array(String)}
    AND distinct_id IN (
        SELECT arrayJoin([distinct_id, anonymous_id, user_id])
        FROM identity_links
        WHERE location_id IN {location_ids:Array(String)} AND distinct_id IN {distinct_ids:Array(String)})
LIMIT {limit:UInt32}
