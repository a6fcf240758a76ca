-- Landing table: one row per exception that an SDK or a server reported.
CREATE TABLE errors
(
    location_id String,
    fingerprint String,
    timestamp DateTime64(3, 'UTC'),
    uuid UUID,
    error_type LowCardinality(String),
    message String CODEC(ZSTD(1)),
    component String,
    level LowCardinality(String),
    handled Bool,
    stack String CODEC(ZSTD(3)),
    distinct_id String,
    session_id String,
    request_id String,
    received_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(timestamp)
ORDER BY (location_id, fingerprint, timestamp, uuid)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1;

CREATE TABLE errors_quarantine
(
    location_id String,
    uuid UUID,
    received_at DateTime64(3, 'UTC'),
    reason LowCardinality(String),
    detail String,
    raw String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree
ORDER BY (location_id, reason, uuid)
SETTINGS fsync_after_insert = 1;

-- Errors of one kind per quarter of an hour and distinct id: quarters serve every time zone.
CREATE TABLE error_groups
(
    location_id String,
    bucket_start DateTime('UTC'),
    fingerprint String,
    distinct_id String,
    error_ids AggregateFunction(uniqExact, UInt64),
    first_seen SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    latest AggregateFunction(argMax,
        Tuple(error_type String, message String, component String, level String), Tuple(DateTime64(3, 'UTC'), UUID))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket_start)
ORDER BY (location_id, bucket_start, fingerprint, distinct_id);

CREATE MATERIALIZED VIEW error_groups_from_errors TO error_groups AS
SELECT
    location_id,
    toDateTime(toStartOfFifteenMinutes(timestamp), 'UTC') AS bucket_start,
    fingerprint,
    distinct_id,
    uniqExactState(cityHash64(uuid)) AS error_ids,
    min(timestamp) AS first_seen,
    max(timestamp) AS last_seen,
    argMaxState((toString(error_type), message, component, toString(level))
        ::Tuple(error_type String, message String, component String, level String), (timestamp, uuid)) AS latest
FROM errors
GROUP BY location_id, bucket_start, fingerprint, distinct_id
