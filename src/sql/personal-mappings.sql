-- Every statement about identity that names an id of a person, with those that have no effect.
SELECT DISTINCT
    location_id, anonymous_id, identity_mappings.user_id AS mapped_user_id, toString(source) AS source, mapped_at, decided_by, received_at
FROM identity_mappings
WHERE location_id IN {location_ids:Array(String)}
    AND (anonymous_id IN (SELECT distinct_id FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)}))
        OR identity_mappings.user_id IN (SELECT distinct_id FROM members(location_ids = {location_ids:Array(String)}, user_ids = {user_ids:Array(String)})))
ORDER BY mapped_at, anonymous_id, mapped_user_id
