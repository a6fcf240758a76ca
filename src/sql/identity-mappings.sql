-- How the distinct ids of the given users came to belong to them: the mapping that counts, per anonymous id.
SELECT
    mappings.location_id AS location_id,
    identities.user_id AS user_id,
    mappings.anonymous_id AS anonymous_id,
    mappings.user_id AS mapped_user_id,
    min(mappings.mapped_at) AS mapped_at,
    toString(argMin(mappings.source, mappings.mapped_at)) AS source
FROM identity_mappings AS mappings
INNER JOIN identity_edges(location_ids = {location_ids:Array(String)}) AS edges
    ON edges.location_id = mappings.location_id AND edges.anonymous_id = mappings.anonymous_id AND edges.user_id = mappings.user_id
INNER JOIN identities(location_ids = {location_ids:Array(String)}) AS identities
    ON identities.location_id = mappings.location_id AND identities.distinct_id = mappings.anonymous_id
WHERE mappings.location_id IN {location_ids:Array(String)} AND identities.user_id IN {user_ids:Array(String)}
GROUP BY location_id, user_id, anonymous_id, mapped_user_id
ORDER BY location_id, user_id, mapped_at, anonymous_id
