-- Landing table: every statement "this anonymous id is this user". Which one counts is decided when it is read.
CREATE TABLE identity_mappings
(
    location_id String,
    anonymous_id String,
    user_id String,
    source LowCardinality(String),
    mapped_at DateTime64(3, 'UTC'),
    uuid UUID,
    received_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (location_id, anonymous_id, user_id, source, mapped_at, uuid)
SETTINGS fsync_after_insert = 1, index_granularity = 1024;

-- Mappings that name an id which stands for nobody ('anonymous', 'null', …), with the reason.
CREATE TABLE identity_mappings_quarantine
(
    location_id String,
    anonymous_id String,
    user_id String,
    source LowCardinality(String),
    mapped_at DateTime64(3, 'UTC'),
    uuid UUID,
    reason LowCardinality(String),
    received_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (location_id, reason, anonymous_id, user_id, uuid)
SETTINGS fsync_after_insert = 1;

-- The mapping that counts per anonymous id: the latest $merge_dangerously, else the earliest of the others; ties: the smaller user id.
CREATE VIEW identity_edges AS
SELECT
    location_id,
    anonymous_id,
    argMin(user_id, (
        if(source = '$merge_dangerously', 0, 1),
        if(source = '$merge_dangerously', -toUnixTimestamp64Milli(mapped_at), toUnixTimestamp64Milli(mapped_at)),
        user_id)) AS user_id
FROM identity_mappings
WHERE location_id IN {location_ids:Array(String)}
GROUP BY location_id, anonymous_id;

-- The resolved mappings of the given locations as two parallel arrays: 'location\0distinct id' -> 'location\0user', chains
-- followed to their end. Views and statements read it as a scalar, which the engine computes once per query, and look ids up
-- with transform(): several times cheaper than one more JOIN at each place (3 joined views: 90 ms -> 20 ms on a small table).
CREATE VIEW identity_map AS
WITH (
    SELECT (groupArray(concat(location_id, '\0', anonymous_id)), groupArray(concat(location_id, '\0', user_id)))
    FROM identity_edges(location_ids = {location_ids:Array(String)})
) AS edges
SELECT
    groupArray(id) AS ids,
    groupArray(transform(transform(transform(user, edges.1, edges.2, user) AS second, edges.1, edges.2, second) AS third, edges.1, edges.2, third)) AS users
FROM (SELECT arrayJoin(arrayZip(edges.1, edges.2)) AS edge, edge.1 AS id, edge.2 AS user);

-- distinct id -> user, for ids that are mapped.
CREATE VIEW identities AS
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    substring(pair.1, 1, position(pair.1, '\0') - 1) AS location_id,
    substring(pair.1, position(pair.1, '\0') + 1) AS distinct_id,
    substring(pair.2, position(pair.2, '\0') + 1) AS user_id
FROM (SELECT arrayJoin(arrayZip(identity.1, identity.2)) AS pair)
