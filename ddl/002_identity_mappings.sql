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
SETTINGS index_granularity = 64;

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

-- Ids that both stand for somebody else and are stood for, with who they are in the end, as two parallel arrays: 'location\0id' ->
-- 'location\0user'. There are few, so chains are followed among them alone. All others are one step away from one of these, or from the end.
-- The strongest edges come first. Five steps end almost every chain. The few edges that lead further, or around in a circle, are walked
-- by position, each turn doubling the distance (to 1,024 steps), and remember the weakest edge on the way: in a circle that one does
-- not count, so the id it starts from is the end. At most 1,000 edges, the strongest ones, are walked so.
-- Who has followed them already binds the arrays instead of reading this: see src/sql/expand-views.ts.
CREATE VIEW identity_joints AS
SELECT
    arrayConcat(near.1, far.1) AS ids,
    arrayConcat(near.3, far_ends) AS users
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
                SELECT (groupArray(concat(location_id, '\0', anonymous_id)), groupArray(concat(location_id, '\0', user_id)))
                FROM
                (
                    SELECT location_id, anonymous_id, user_id
                    FROM identity_edges(location_ids = {location_ids:Array(String)})
                    WHERE (location_id, anonymous_id) IN (
                        SELECT location_id, user_id FROM identity_mappings WHERE location_id IN {location_ids:Array(String)})
                    ORDER BY weakness
                )
            ) AS edges
        SELECT arrayMap(
            (id, to) -> (
                id,
                to,
                transform(transform(transform(to, edges.1, edges.2, to) AS second, edges.1, edges.2, second) AS third, edges.1, edges.2, third) AS end,
                transform(end, edges.1, edges.2, '')),
            edges.1, edges.2)::Array(Tuple(String, String, String, String)) AS followed
    )
);

-- distinct id -> user, for ids that are mapped.
CREATE VIEW identities AS
WITH (SELECT (ids, users) FROM identity_joints(location_ids = {location_ids:Array(String)})) AS joints
SELECT
    location_id,
    anonymous_id AS distinct_id,
    substring(transform(
        concat(location_id, '\0', anonymous_id), joints.1, joints.2,
        transform(concat(location_id, '\0', edges.user_id) AS next, joints.1, joints.2, next)), length(location_id) + 2) AS user_id
FROM identity_edges(location_ids = {location_ids:Array(String)}) AS edges
-- The end of a circle stands for itself.
WHERE user_id != distinct_id;

-- The same for who knows that there are no joints. Most questions about a whole location go through it, so kind, age and user are one
-- text, whose least is the strongest: `argMin` by the three takes half as long again.
CREATE VIEW identities_without_joints AS
WITH
    multiIf(source IN ('mapIdentity', 'unmapIdentity'), '0', source = '$merge_dangerously', '1', '2') AS kind,
    if(kind = '2', toUnixTimestamp64Milli(mapped_at), 4611686018427387904 - toUnixTimestamp64Milli(mapped_at)) AS age
SELECT
    location_id,
    anonymous_id AS distinct_id,
    substring(min(concat(kind, reverse(reinterpretAsFixedString(age)), mappings.user_id)), 10) AS user_id
FROM identity_mappings AS mappings
WHERE location_id IN {location_ids:Array(String)}
GROUP BY location_id, distinct_id
HAVING user_id != '';

-- `identities` as two parallel arrays: 'location\0distinct id' -> 'location\0user'. Statements about a few people read it as a scalar and
-- look ids up with transform(), for mostly it is bound with their few ids. What goes through everybody of a location joins `identities`
-- instead: the engine copies a scalar into every level of the query that it plans, which takes seconds where 48,000 ids are mapped.
CREATE VIEW identity_map AS
SELECT
    groupArray(concat(location_id, '\0', distinct_id)) AS ids,
    groupArray(concat(location_id, '\0', user_id)) AS users
FROM identities(location_ids = {location_ids:Array(String)});

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
