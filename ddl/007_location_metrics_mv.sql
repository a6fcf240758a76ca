-- Counts per quarter of an hour (quarters serve every time zone) and distinct id (users are resolved when they are read).
-- Counts are kept as sets of hashes of event ids: an event that came twice is counted once.
CREATE TABLE location_metrics_mv
(
    location_id String,
    bucket_start DateTime('UTC'),
    distinct_id String,
    event_ids AggregateFunction(uniqExact, UInt64),
    pageview_ids AggregateFunction(uniqExactIf, UInt64, UInt8),
    identify_ids AggregateFunction(uniqExactIf, UInt64, UInt8),
    autocapture_ids AggregateFunction(uniqExactIf, UInt64, UInt8),
    error_ids AggregateFunction(uniqExactIf, UInt64, UInt8),
    session_ids SimpleAggregateFunction(groupUniqArrayArray, Array(String))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket_start)
ORDER BY (location_id, bucket_start, distinct_id);

CREATE MATERIALIZED VIEW location_metrics_from_events TO location_metrics_mv AS
SELECT
    location_id,
    toDateTime(toStartOfFifteenMinutes(timestamp), 'UTC') AS bucket_start,
    distinct_id,
    uniqExactState(cityHash64(uuid)) AS event_ids,
    uniqExactIfState(cityHash64(uuid), event IN ('$pageview', 'pageview', '$screen')) AS pageview_ids,
    uniqExactIfState(cityHash64(uuid), event = '$identify') AS identify_ids,
    uniqExactIfState(cityHash64(uuid), event = '$autocapture') AS autocapture_ids,
    uniqExactIfState(cityHash64(uuid), event IN ('$exception', '$error', 'error')) AS error_ids,
    groupUniqArrayIf(session_id, session_id != '') AS session_ids
FROM events
GROUP BY location_id, bucket_start, distinct_id
