-- The key of the hashes below, random, made by the first erasure. It is kept with the hashes and not in the configuration: instances
-- share nothing but the database, and a key that was lost or changed would let erased people come back in silence. Who holds the
-- database can test guesses against it, and learns from it only that an id was erased; without it a hash tells nothing. Two
-- instances that make one at the same time make two, and both count. None is ever removed.
CREATE TABLE suppression_keys
(
    key String,
    made_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY made_at
SETTINGS fsync_after_insert = 1;

-- Ids of which nothing is stored any more, as the first half of an HMAC-SHA256 over location and id: hashes of two locations have
-- nothing in common. The latest decision counts: an erasure suppresses, `allowErasedUser` takes it back.
CREATE TABLE suppressed_ids
(
    location_id String,
    id_hash UUID,
    suppressed Bool,
    decided_at DateTime64(3, 'UTC'),
    decided_by String
)
ENGINE = MergeTree
ORDER BY (location_id, id_hash, decided_at)
SETTINGS fsync_after_insert = 1, index_granularity = 1024;

-- Whose data is being erased, with their ids, for as long as it takes: what was interrupted goes on from here.
CREATE TABLE erasure_subjects
(
    location_id String,
    erasure_id UUID,
    distinct_id String,
    is_user Bool
)
ENGINE = MergeTree
ORDER BY (location_id, erasure_id, distinct_id)
SETTINGS fsync_after_insert = 1;

-- Rows of derived tables that are not kept by distinct id, to which the person's events have contributed, by a hash of their key. A
-- row whose `derive_again` is set says that the whole table must be derived again for the location.
CREATE TABLE erasure_keys
(
    location_id String,
    erasure_id UUID,
    target String,
    key_hash UInt64,
    derive_again Bool
)
ENGINE = MergeTree
ORDER BY (location_id, erasure_id, target)
SETTINGS fsync_after_insert = 1;

-- Who asked for which erasure, and what it removed: the audit. Each step adds a row. Ids are not kept, only their hashes.
CREATE TABLE erasures
(
    location_id String,
    erasure_id UUID,
    state Enum8('running' = 1, 'erased' = 2, 'purged' = 3),
    requested_by String,
    requested_at DateTime64(3, 'UTC'),
    id_hashes Array(UUID),
    -- Rows by table.
    removed Map(String, UInt64),
    at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (location_id, erasure_id, at)
SETTINGS fsync_after_insert = 1;

CREATE VIEW erasure_states AS
SELECT
    location_id,
    erasure_id,
    max(erasures.state) AS state,
    any(erasures.requested_by) AS requested_by,
    min(erasures.requested_at) AS requested_at,
    length(groupUniqArrayArray(erasures.id_hashes)) AS id_count,
    maxMap(erasures.removed) AS removed,
    max(erasures.at) AS active_at,
    minOrNullIf(erasures.at, erasures.state = 'erased') AS erased_at,
    minOrNullIf(erasures.at, erasures.state = 'purged') AS purged_at
FROM erasures
WHERE location_id IN {location_ids:Array(String)}
GROUP BY location_id, erasure_id
