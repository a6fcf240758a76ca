-- Operations within local days, both inclusive, the most frequent first. A request is told to who covers every location of the
-- credential that made it. `all_locations` is bound by the runner, from the credential alone.
WITH
    toDateTime({from:Date}, {time_zone:String}) AS range_start,
    toDateTime({to:Date} + 1, {time_zone:String}) AS range_end
SELECT
    toString(door) AS door,
    if(operation_name = '', '(anonymous)', operation_name) AS name,
    nullIf(client_name, '') AS client,
    count() AS request_count,
    countIf(status >= 400 OR error_code != '') AS error_count,
    quantileExactInclusive(0.5)(duration_ms) AS p50_milliseconds,
    quantileExactInclusive(0.95)(duration_ms) AS p95_milliseconds,
    sum(rows_read) AS read_rows,
    sum(bytes_read) AS read_bytes,
    sum(clickhouse_queries) AS query_count,
    sum(request_count) OVER () AS total_request_count,
    sum(error_count) OVER () AS total_error_count
FROM api_requests
WHERE ({all_locations:Bool}
        OR (location_id != '' AND location_id IN {location_ids:Array(String)})
        OR (location_id = '' AND notEmpty(location_ids) AND hasAll({location_ids:Array(String)}, location_ids)))
    AND requested_at >= range_start AND requested_at < range_end
GROUP BY door, name, client
ORDER BY request_count DESC, name, client, door
LIMIT {limit:UInt32}
