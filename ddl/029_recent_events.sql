-- The events of the last hours in the order of arrival: live activity reads the end of it, and finds the rows of `events` by their
-- key. `session_key` is the session id, or '~' and the distinct id for a visit event without one.
CREATE TABLE recent_events
(
    location_id String,
    received_at DateTime64(3, 'UTC'),
    uuid UUID,
    timestamp DateTime64(3, 'UTC'),
    distinct_id String,
    session_key String
)
ENGINE = ReplacingMergeTree
PARTITION BY toStartOfHour(received_at)
ORDER BY (location_id, received_at, uuid)
TTL toDateTime(received_at) + INTERVAL 2 HOUR
SETTINGS index_granularity = 1024, ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW recent_events_from_events TO recent_events AS
SELECT
    location_id,
    received_at,
    uuid,
    timestamp,
    distinct_id,
    multiIf(session_id != '', session_id, is_visit, concat('~', distinct_id), '') AS session_key
FROM events
WHERE received_at > now() - INTERVAL 2 HOUR
