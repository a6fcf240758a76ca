-- Errors per type and hour (UTC), in the columns of the Tinybird pipe, each with its latest different messages.
SELECT
    location_id,
    error_type,
    hour,
    sum(occurrences) AS error_count,
    arrayMap(sample -> sample.2, arraySlice(arrayReverseSort(groupArray((latest, message))), 1, 10)) AS sample_messages
FROM
(
    SELECT
        location_id,
        CAST(errors.error_type AS String) AS error_type,
        CAST(toUnixTimestamp(toStartOfHour(errors.timestamp)) AS DateTime) AS hour,
        message,
        uniqExact(uuid) AS occurrences,
        max((timestamp, uuid)) AS latest
    FROM errors
    WHERE location_id IN {location_ids:Array(String)}
        AND (empty({types:Array(String)}) OR errors.error_type IN {types:Array(String)})
        AND ({since:Nullable(DateTime64(3, 'UTC'))} IS NULL OR timestamp >= {since:Nullable(DateTime64(3, 'UTC'))})
        AND ({before:Nullable(DateTime64(3, 'UTC'))} IS NULL OR timestamp < {before:Nullable(DateTime64(3, 'UTC'))})
    GROUP BY location_id, error_type, hour, message
)
GROUP BY location_id, error_type, hour
