-- Landing table: every statement "this anonymous id is this user", by SDKs (`$identify`, `$create_alias`, `$merge_dangerously`) and by
-- operators (`mapIdentity`, `unmapIdentity`, whose user_id is ''). Which one counts is decided when it is read; nothing is changed or
-- removed, so the table is the audit trail too.
CREATE TABLE identity_mappings
(
    location_id String,
    anonymous_id String,
    user_id String,
    source LowCardinality(String),
    mapped_at DateTime64(3, 'UTC'),
    uuid UUID,
    -- The subject of the credential that decided; '' for SDKs.
    decided_by String,
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

-- Every statement under each of the ids that it names: the way from an id to all that could belong to the same person.
CREATE TABLE identity_links
(
    location_id String,
    distinct_id String,
    anonymous_id String,
    user_id String,
    source LowCardinality(String),
    mapped_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (location_id, distinct_id, anonymous_id, user_id, source, mapped_at)
SETTINGS index_granularity = 256;

CREATE MATERIALIZED VIEW identity_links_from_mappings TO identity_links AS
SELECT
    location_id,
    arrayJoin([anonymous_id, user_id]) AS distinct_id,
    anonymous_id,
    user_id,
    source,
    mapped_at
FROM identity_mappings
WHERE distinct_id != '';

-- The statement that counts per anonymous id: the latest decision, else the latest $merge_dangerously, else the earliest of the others;
-- ties: the smaller user id. After an unmapIdentity the user id is ''.
CREATE VIEW identity_winners AS
WITH
    multiIf(source IN ('mapIdentity', 'unmapIdentity'), 0, source = '$merge_dangerously', 1, 2) AS kind,
    if(kind = 2, toUnixTimestamp64Milli(mapped_at), -toUnixTimestamp64Milli(mapped_at)) AS age
SELECT
    location_id,
    anonymous_id,
    winner.1 AS user_id,
    toString(winner.2) AS source,
    winner.3 AS mapped_at,
    -- Compares statements of different ids: the greater is weaker.
    (winner.4, winner.5, anonymous_id) AS weakness
FROM
(
    SELECT location_id, anonymous_id, argMin((user_id, source, mapped_at, kind, age), (kind, age, user_id)) AS winner
    FROM identity_mappings
    WHERE location_id IN {location_ids:Array(String)}
    GROUP BY location_id, anonymous_id
);

CREATE VIEW identity_edges AS
SELECT * FROM identity_winners(location_ids = {location_ids:Array(String)}) WHERE user_id != '';

-- The resolved mappings of the given locations as two parallel arrays: 'location\0distinct id' -> 'location\0user', chains
-- followed to their end. Views and statements read it as a scalar, which the engine computes once per query, and look ids up with
-- transform(): several times cheaper than one more JOIN at each place (3 joined views: 90 ms -> 20 ms on a small table).
-- The edges are those of identity_edges, the strongest first. Five steps end almost every chain. The few edges that lead further, or
-- around in a circle, are walked by position, each turn doubling the distance (to 1,024 steps), and remember the weakest edge on the
-- way: in a circle that one does not count, so the id it starts from is the end. At most 1,000 edges, the strongest ones, are walked so.
-- transform() pays for each entry of its arrays before its first row, so chains are followed among the joints alone: the ids that both
-- stand for somebody else and are stood for, which are few (28,000 mappings: 1.4 s -> 0.2 s).
-- It is written out in one piece, because a view within a view is planned twice.
CREATE VIEW identity_map AS
SELECT
    arrayConcat(near.1, arrayFilter((id, end) -> id != end, far.1, far_ends)) AS ids,
    arrayConcat(near.3, arrayFilter((end, id) -> id != end, far_ends, far.1)) AS users
FROM
(
    SELECT
        arrayFilter(edge -> edge.4 = '', followed) AS near,
        arraySlice(arrayFilter(edge -> edge.4 != '', followed), 1, 1000) AS far,
        arrayMap((to, position) -> if(indexOf(far.1, to) = 0, position, indexOf(far.1, to)), far.2, arrayEnumerate(far.1)) AS steps,
        arrayFold(
            (walk, turn) -> (arrayMap(at -> walk.1[at], walk.1), arrayMap((at, weakest) -> greatest(weakest, walk.2[at]), walk.1, walk.2)),
            range(10),
            (steps, arrayEnumerate(far.1)::Array(UInt64))) AS walked,
        arrayMap(at -> if(steps[at] = at, far.4[at], far.1[walked.2[at]]), walked.1) AS far_ends
    FROM
    (
        WITH
            (
                WITH
                    multiIf(source IN ('mapIdentity', 'unmapIdentity'), 0, source = '$merge_dangerously', 1, 2) AS kind,
                    if(kind = 2, toUnixTimestamp64Milli(mapped_at), -toUnixTimestamp64Milli(mapped_at)) AS age
                SELECT (groupArray(concat(location_id, '\0', anonymous_id)), groupArray(concat(location_id, '\0', winner.1)))
                FROM
                (
                    SELECT location_id, anonymous_id, argMin((user_id, kind, age), (kind, age, user_id)) AS winner
                    FROM identity_mappings
                    WHERE location_id IN {location_ids:Array(String)}
                    GROUP BY location_id, anonymous_id
                    HAVING winner.1 != ''
                    ORDER BY winner.2, winner.3, anonymous_id
                )
            ) AS edges,
            (SELECT arrayIntersect(edges.1, edges.2)) AS joints,
            (
                SELECT (
                    arrayFilter(id -> transform(id, joints, joints, '') != '', edges.1),
                    arrayFilter((to, id) -> transform(id, joints, joints, '') != '', edges.2, edges.1))
            ) AS onward
        SELECT arrayMap(
            (id, to) -> (
                id,
                to,
                transform(transform(transform(to, onward.1, onward.2, to) AS second, onward.1, onward.2, second) AS third, onward.1, onward.2, third) AS end,
                transform(end, onward.1, onward.2, '')),
            edges.1, edges.2)::Array(Tuple(String, String, String, String)) AS followed
    )
);

-- distinct id -> user, for ids that are mapped.
CREATE VIEW identities AS
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    substring(pair.1, 1, position(pair.1, '\0') - 1) AS location_id,
    substring(pair.1, position(pair.1, '\0') + 1) AS distinct_id,
    substring(pair.2, position(pair.2, '\0') + 1) AS user_id
FROM (SELECT arrayJoin(arrayZip(identity.1, identity.2)) AS pair);

-- All distinct ids of the people that the given ids (user ids or distinct ids) belong to, with their user.
CREATE VIEW members AS
WITH
    (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity,
    arrayFlatten(arrayMap(location -> arrayMap(id -> concat(location, '\0', id), {user_ids:Array(String)}), {location_ids:Array(String)})) AS asked,
    arrayMap(id -> transform(id, identity.1, identity.2, id), asked) AS asked_users
SELECT
    substring(id, 1, position(id, '\0') - 1) AS location_id,
    substring(id, position(id, '\0') + 1) AS distinct_id,
    substring(user, position(user, '\0') + 1) AS user_id
FROM (SELECT arrayConcat(identity.1, asked_users) AS from, arrayConcat(identity.2, asked_users) AS onto)
ARRAY JOIN from AS id, onto AS user
WHERE transform(user, asked_users, asked_users, '') != ''
