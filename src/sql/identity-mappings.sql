-- How the distinct ids of the given users came to belong to them: the statement that counts, per anonymous id.
SELECT
    edges.location_id AS location_id,
    identities.user_id AS user_id,
    edges.anonymous_id AS anonymous_id,
    edges.user_id AS mapped_user_id,
    edges.mapped_at AS mapped_at,
    edges.source AS source
FROM identity_edges(location_ids = {location_ids:Array(String)}) AS edges
INNER JOIN identities(location_ids = {location_ids:Array(String)}) AS identities
    ON identities.location_id = edges.location_id AND identities.distinct_id = edges.anonymous_id
WHERE identities.user_id IN {user_ids:Array(String)}
ORDER BY location_id, user_id, mapped_at, anonymous_id
