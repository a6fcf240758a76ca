-- The statements about ids that others are said to be: what chains are made of.
SELECT location_id, anonymous_id, user_id, toString(source) AS source, mapped_at
FROM identity_mappings
WHERE location_id IN {location_ids:Array(String)}
    AND (location_id, anonymous_id) IN (
        SELECT location_id, user_id FROM identity_mappings WHERE location_id IN {location_ids:Array(String)})
LIMIT {limit:UInt32}
