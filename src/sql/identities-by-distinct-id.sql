-- The user that each of these ids is mapped to; ids that are not mapped are left out.
SELECT location_id, distinct_id, user_id
FROM identities(location_ids = {location_ids:Array(String)})
WHERE distinct_id IN {distinct_ids:Array(String)}
