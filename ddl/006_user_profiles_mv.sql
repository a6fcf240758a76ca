-- Person properties per distinct id and operation; values are JSON texts. They are folded in event-time order when they are read.
CREATE TABLE user_profiles_mv
(
    location_id String,
    distinct_id String,
    property String,
    operation Enum8('set' = 1, 'set_once' = 2, 'unset' = 3),
    first_value AggregateFunction(argMin, String, Tuple(DateTime64(3, 'UTC'), UUID)),
    last_value AggregateFunction(argMax, String, Tuple(DateTime64(3, 'UTC'), UUID)),
    last_at SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), UUID))
)
ENGINE = AggregatingMergeTree
ORDER BY (location_id, distinct_id, property, operation)
SETTINGS index_granularity = 128;

CREATE MATERIALIZED VIEW user_profiles_from_events TO user_profiles_mv AS
SELECT
    location_id,
    distinct_id,
    change.1 AS property,
    change.2::Enum8('set' = 1, 'set_once' = 2, 'unset' = 3) AS operation,
    argMinState(change.3, (timestamp, uuid)) AS first_value,
    argMaxState(change.3, (timestamp, uuid)) AS last_value,
    max((timestamp, uuid)) AS last_at
FROM events
ARRAY JOIN arrayConcat(
    arrayMap(p -> (p.1, 'set', p.2), JSONExtractKeysAndValuesRaw(properties, '$set')),
    arrayMap(p -> (p.1, 'set_once', p.2), JSONExtractKeysAndValuesRaw(properties, '$set_once')),
    arrayMap(p -> (p, 'unset', ''), JSONExtract(properties, '$unset', 'Array(String)'))) AS change
-- $exception and $$heatmap never change a person.
WHERE (position(properties, '"$set') > 0 OR position(properties, '"$unset') > 0) AND event NOT IN ('$exception', '$$heatmap')
GROUP BY location_id, distinct_id, property, operation
