-- One row per answered request of the graph, the pipes and the exports, for three months. Nothing of the query but its name and a
-- hash, nobody's id. `location_id` is the location of the credential; '' where it covers several, which `location_ids` then lists,
-- or all ('*').
CREATE TABLE api_requests
(
    location_id String,
    requested_at DateTime64(3, 'UTC'),
    location_ids Array(String),
    door LowCardinality(String),
    operation_name String,
    operation_hash String,
    client_name String,
    client_version String,
    duration_ms Float64,
    status UInt16,
    error_code LowCardinality(String),
    clickhouse_queries UInt32,
    rows_read UInt64,
    bytes_read UInt64,
    response_bytes UInt64,
    request_id UUID
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(requested_at)
ORDER BY (location_id, requested_at)
TTL toDateTime(requested_at) + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 1000
