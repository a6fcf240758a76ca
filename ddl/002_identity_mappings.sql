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

-- distinct id -> user, for ids that are mapped; chains of mappings end at their last user.
CREATE VIEW identities AS
SELECT
    first.location_id AS location_id,
    first.anonymous_id AS distinct_id,
    multiIf(third.user_id != '', third.user_id, second.user_id != '', second.user_id, first.user_id) AS user_id
FROM identity_edges(location_ids = {location_ids:Array(String)}) AS first
LEFT JOIN identity_edges(location_ids = {location_ids:Array(String)}) AS second
    ON second.location_id = first.location_id AND second.anonymous_id = first.user_id
LEFT JOIN identity_edges(location_ids = {location_ids:Array(String)}) AS third
    ON third.location_id = second.location_id AND third.anonymous_id = second.user_id AND third.user_id != first.user_id
