-- Statements of SDKs about identity that do not count, with the reason, the latest first, one keyset page per location.
-- The same statement made again is one row.
SELECT
    location_id,
    lower(hex(sipHash128(anonymous_id, user_id, source, reason))) AS id,
    toUnixTimestamp64Milli(last_at) AS sort_key,
    anonymous_id,
    user_id,
    source,
    reason,
    count,
    first_at,
    last_at
FROM
(
    SELECT
        refused.location_id AS location_id,
        refused.anonymous_id AS anonymous_id,
        refused.user_id AS user_id,
        toString(refused.source) AS source,
        refused.reason AS reason,
        uniqExact(refused.uuid) AS count,
        min(refused.mapped_at) AS first_at,
        max(refused.mapped_at) AS last_at
    FROM
    (
        SELECT
            mappings.location_id AS location_id,
            mappings.anonymous_id AS anonymous_id,
            mappings.user_id AS user_id,
            mappings.source AS source,
            mappings.uuid AS uuid,
            mappings.mapped_at AS mapped_at,
            multiIf(
                mappings.user_id = edges.user_id, 'circle',
                edges.source IN ('mapIdentity', 'unmapIdentity'), 'decided',
                'already_mapped') AS reason
        FROM identity_mappings AS mappings
        INNER JOIN identity_winners(location_ids = {location_ids:Array(String)}) AS edges
            ON edges.location_id = mappings.location_id AND edges.anonymous_id = mappings.anonymous_id
        LEFT JOIN identities(location_ids = {location_ids:Array(String)}) AS identities
            ON identities.location_id = mappings.location_id AND identities.distinct_id = mappings.anonymous_id
        WHERE mappings.location_id IN {location_ids:Array(String)}
            AND mappings.source NOT IN ('mapIdentity', 'unmapIdentity')
            AND (mappings.user_id != edges.user_id OR identities.user_id = '')
        UNION ALL
        SELECT location_id, anonymous_id, user_id, source, uuid, mapped_at, toString(quarantine.reason)
        FROM identity_mappings_quarantine AS quarantine
        WHERE location_id IN {location_ids:Array(String)}
    ) AS refused
    GROUP BY location_id, anonymous_id, user_id, source, reason
)
WHERE ({after_key:Nullable(Int64)} IS NULL OR if({direction:Int8} = 1,
    (sort_key, id) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}),
    (sort_key, id) < (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String})))
ORDER BY
    location_id,
    if({direction:Int8} = 1, sort_key, 0), if({direction:Int8} = 1, id, ''),
    if({direction:Int8} = 1, 0, sort_key) DESC, if({direction:Int8} = 1, '', id) DESC
LIMIT {limit:UInt32} BY location_id
