-- How ingest of locations went within local days, both inclusive: what was stored, by the events themselves, and what was not, by the
-- counts of the doors.
WITH
    toDateTime({from:Date}, {time_zone:String}) AS range_start,
    toDateTime({to:Date} + 1, {time_zone:String}) AS range_end
SELECT
    asked.location_id AS location_id,
    arrived.accepted AS accepted,
    if(arrived.accepted = 0, NULL, arrived.last_event_at) AS last_event_at,
    counted.duplicates AS duplicates,
    counted.quarantined AS quarantined,
    counted.rejected AS rejected,
    counted.dropped AS dropped,
    counted.reasons::Array(Tuple(outcome String, reason String, count UInt64)) AS reasons
FROM (SELECT arrayJoin({location_ids:Array(String)}) AS location_id) AS asked
LEFT JOIN
(
    -- A row may be there twice until parts are merged.
    SELECT location_id, uniqExact(event_hash) AS accepted, max(received_at) AS last_event_at
    FROM arrivals
    WHERE location_id IN {location_ids:Array(String)} AND received_at >= range_start AND received_at < range_end
    GROUP BY location_id
) AS arrived ON arrived.location_id = asked.location_id
LEFT JOIN
(
    SELECT
        location_id,
        sumIf(total, outcome = 'duplicate') AS duplicates,
        sumIf(total, outcome = 'quarantined') AS quarantined,
        sumIf(total, outcome = 'rejected') AS rejected,
        sumIf(total, outcome = 'dropped') AS dropped,
        arraySort(part -> (-part.3, part.1, part.2), groupArrayIf((outcome, reason, total), reason != '')) AS reasons
    FROM
    (
        SELECT location_id, toString(outcome) AS outcome, toString(reason) AS reason, sum(count) AS total
        FROM ingest_stats
        WHERE location_id IN {location_ids:Array(String)} AND bucket_start >= range_start AND bucket_start < range_end
        GROUP BY location_id, outcome, reason
    )
    GROUP BY location_id
) AS counted ON counted.location_id = asked.location_id
