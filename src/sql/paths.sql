-- From page to page within sessions that started within local dates: one row per location, the most frequent edges first.
WITH
    toDateTime({from:Date}, {time_zone:String}) AS range_start,
    toDateTime({to:Date} + 1, {time_zone:String}) AS range_end
SELECT
    location_id,
    sumIf(count, step = 0) AS session_count,
    sumIf(capped, step = 0) AS capped_session_count,
    countIf(step > 0) AS edge_count,
    arraySlice(arraySort(edge -> (-toInt64(edge.count), edge.step, edge.from, edge.to), groupArrayIf(
        (step, from, to, count)::Tuple(step UInt16, from String, to String, count UInt64), step > 0)), 1, {max_edges:UInt16}) AS edges
FROM
(
    SELECT location_id, edge.1 AS step, edge.2 AS from, edge.3 AS to, count() AS count, countIf(is_capped) AS capped
    FROM
    (
        SELECT
            location_id,
            is_capped,
            arrayConcat(
                -- The session itself, so that those without an edge are counted.
                [(0, '', '')]::Array(Tuple(UInt16, String, String)),
                arrayMap(
                    (from, to, place) -> (toUInt16(place + first_step - 1), from, to),
                    arrayPopBack(kept), arrayPopFront(kept), arrayEnumerate(arrayPopBack(kept)))) AS found
        FROM
        (
            SELECT
                location_id,
                is_capped,
                if({start:String} = '', 1, indexOf(pages, {start:String})) AS start_at,
                -- The first time it is come to, after the start.
                if({end:String} = '', length(pages), arrayFirstIndex(
                    (page, place) -> page = {end:String} AND place > if({start:String} = '', 0, start_at), pages, arrayEnumerate(pages))) AS end_at,
                if({end:String} = '',
                    arraySlice(pages, start_at, {max_steps:UInt8}),
                    arraySlice(pages, greatest(start_at, toInt64(end_at) - {max_steps:UInt8} + 1) AS kept_from, end_at - kept_from + 1)) AS kept,
                -- Ways to an end are laid so that they end at the same step.
                if({end:String} != '' AND {start:String} = '', {max_steps:UInt8} - length(kept) + 1, 1) AS first_step
            FROM
            (
                SELECT
                    location_id,
                    length(visited) > 1000 AS is_capped,
                    -- Loops to the same page are one visit of it.
                    arrayCompact(arraySlice(arraySort(visited), 1, 1000).3) AS pages
                FROM
                (
                    SELECT views.location_id AS location_id, groupArray((views.timestamp, views.uuid, views.page)) AS visited
                    FROM
                    (
                        SELECT location_id, session_id, timestamp, uuid, page
                        FROM page_views(location_ids = {location_ids:Array(String)}, since = toDateTime64(toDateTime({from:Date}, {time_zone:String}), 3, 'UTC'))
                        WHERE page != ''
                    ) AS views
                    INNER JOIN
                    (
                        SELECT location_id, session_id
                        FROM merged_sessions(location_ids = {location_ids:Array(String)})
                        WHERE started_at >= range_start AND started_at < range_end
                    ) AS started ON started.location_id = views.location_id AND started.session_id = views.session_id
                    GROUP BY location_id, views.session_id
                )
            )
            WHERE start_at > 0 AND end_at > 0
        )
    )
    ARRAY JOIN found AS edge
    GROUP BY location_id, step, from, to
)
GROUP BY location_id
