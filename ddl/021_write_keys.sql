-- Write keys that were created while the gateway serves, by their hash: the keys themselves are kept nowhere. One row per decision and
-- nothing is changed, as the record of who did what; the same row again, from a retry or another instance, is the same row.
CREATE TABLE write_keys
(
    location_id String,
    -- wk_ and the first 20 hexadecimal digits of the hash: what a listing shows, and what the key is looked up by.
    key_id String,
    -- SHA-256, hexadecimal.
    key_hash String,
    action Enum8('create' = 1, 'revoke' = 2),
    name String,
    -- The first characters of the key, so that people can tell theirs.
    prefix String,
    changed_at DateTime64(3, 'UTC'),
    -- The subject of the credential.
    changed_by String,
    -- Ingest knows the key and not yet the location.
    INDEX by_key_id key_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplacingMergeTree
ORDER BY (location_id, key_id, key_hash, action, changed_at)
SETTINGS fsync_after_insert = 1, index_granularity = 1024
