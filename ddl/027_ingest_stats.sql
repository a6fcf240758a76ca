-- What doors did not store as new, per minute: duplicates, quarantined events, refused requests, dropped events. Each instance
-- adds what happened at its own doors, and counts add up. `batch_id` makes a repeated flush recognisable, and no two flushes equal.
CREATE TABLE ingest_stats
(
    location_id String,
    bucket_start DateTime('UTC'),
    outcome LowCardinality(String),
    reason LowCardinality(String),
    count SimpleAggregateFunction(sum, UInt64),
    batch_id SimpleAggregateFunction(anyLast, UUID)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket_start)
ORDER BY (location_id, bucket_start, outcome, reason)
SETTINGS non_replicated_deduplication_window = 1000;

-- When events came in, and how late: one narrow row per event, in the order of arrival. What was accepted is counted here, not at the
-- doors, so that it is exact after a kill, and the same for every way in. The hash stands for the event; no id is kept.
CREATE TABLE arrivals
(
    location_id String,
    received_at DateTime64(3, 'UTC'),
    event_hash UInt64,
    lag_ms Int64 CODEC(T64, ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (location_id, received_at, event_hash);

CREATE MATERIALIZED VIEW arrivals_from_events TO arrivals AS
SELECT
    location_id,
    received_at,
    cityHash64(uuid) AS event_hash,
    toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(timestamp) AS lag_ms
FROM events
