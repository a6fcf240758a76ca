-- Events of one location, one keyset page: the rows that `events` gives, without sorting the whole history. Bind one location.
--
-- Of an event that was stored more than once the earliest copy counts, and the others may lie anywhere, so that the copies around the page
-- do not tell what is on it. Hence: 1. as many copies as the page needs, and some more, are read from its start on; 2. by their ids it is
-- found which of these events count elsewhere, outside of what was read; 3. the page is made of the others. Where too few of them are left,
-- its keys are found among everything.
WITH
    fromUnixTimestamp64Milli(assumeNotNull({after_key:Nullable(Int64)}), 'UTC') AS cursor_time,
    {limit:UInt32} + least({limit:UInt32}, 1000) + 50 AS most_copies,
    copies AS
    (
        SELECT *, ({after_key:Nullable(Int64)} IS NULL OR if({direction:Int8} = 1,
            (toUnixTimestamp64Milli(timestamp), toString(uuid)) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}),
            (toUnixTimestamp64Milli(timestamp), toString(uuid)) < (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}))) AS is_after_cursor
        FROM events
        WHERE location_id IN {location_ids:Array(String)}
            AND (empty({names:Array(String)}) OR event IN {names:Array(String)})
            AND ({after_time:Nullable(DateTime64(3, 'UTC'))} IS NULL OR timestamp >= {after_time:Nullable(DateTime64(3, 'UTC'))})
            AND ({before_time:Nullable(DateTime64(3, 'UTC'))} IS NULL OR timestamp < {before_time:Nullable(DateTime64(3, 'UTC'))})
            AND ({search:String} = '' OR positionCaseInsensitiveUTF8(event, {search:String}) > 0
                OR positionCaseInsensitiveUTF8(current_url, {search:String}) > 0)
            AND ({in_session:Nullable(Bool)} IS NULL OR {in_session:Nullable(Bool)} = (session_id != '' OR is_visit))
    ),
    -- The engine leaves most rows out early where it sorts by a column alone: hence two queries, of which one is sent.
    if({direction:Int8} = 1,
        (
            SELECT (max(timestamp), count())
            FROM
            (
                SELECT timestamp
                FROM copies
                WHERE ({after_key:Nullable(Int64)} IS NULL OR timestamp >= cursor_time)
                ORDER BY timestamp
                LIMIT most_copies
            )
        ),
        (
            SELECT (min(timestamp), count())
            FROM
            (
                SELECT timestamp
                FROM copies
                WHERE ({after_key:Nullable(Int64)} IS NULL OR timestamp <= cursor_time)
                ORDER BY timestamp DESC
                LIMIT most_copies
            )
        )) AS around,
    around.1 AS reach,
    around.2 < most_copies AS is_all,
    (
        SELECT (
            groupUniqArrayIf(uuid, if({direction:Int8} = 1, NOT is_after_cursor, NOT is_all AND timestamp < reach)),
            uniqExact(uuid))
        FROM copies
        -- Going back, nothing that comes before is outside of everything.
        WHERE (NOT is_all OR if({direction:Int8} = 1, {after_key:Nullable(Int64)} IS NOT NULL, false))
            AND uuid IN
            (
                SELECT uuid
                FROM copies
                WHERE (is_all OR if({direction:Int8} = 1, timestamp <= reach, timestamp >= reach))
                    AND is_after_cursor
            )
            AND if({direction:Int8} = 1, is_all OR timestamp <= reach, ({after_key:Nullable(Int64)} IS NULL OR timestamp <= cursor_time))
    ) AS found,
    is_all OR found.2 - length(found.1) >= {limit:UInt32} AS is_enough,
    if(is_enough, found.1, []) AS elsewhere,
    -- Where the page has no bound, none is sent: a shard cannot read a time of 1970 or after 2286 that another one writes.
    NOT is_enough OR if({direction:Int8} = 1, {after_key:Nullable(Int64)} IS NULL, is_all) AS has_no_start,
    NOT is_enough OR if({direction:Int8} = 1, is_all, {after_key:Nullable(Int64)} IS NULL) AS has_no_end,
    if({direction:Int8} = 1, cursor_time, reach) AS from_time,
    if({direction:Int8} = 1, reach, cursor_time) AS to_time,
    -- Who the people of the page are, not those of the whole location.
    (
        SELECT (groupArray(id), groupArray(user))
        FROM
        (
            SELECT concat(location_id, '\0', distinct_id) AS id, concat(location_id, '\0', user_id) AS user
            FROM identities(location_ids = {location_ids:Array(String)})
            WHERE distinct_id IN (SELECT distinct_id FROM copies WHERE (has_no_start OR timestamp >= from_time) AND (has_no_end OR timestamp <= to_time))
        )
    ) AS identity
SELECT
    location_id,
    toString(uuid) AS uuid,
    '' AS parent_id,
    toUnixTimestamp64Milli(timestamp) AS sort_key,
    toString(event) AS name,
    timestamp,
    distinct_id,
    substring(transform(concat(location_id, '\0', distinct_id) AS identity_id, identity.1, identity.2, identity_id), length(location_id) + 2) AS user_id,
    -- An event names the session it falls into by its own time, where it has no session id.
    multiIf(events.session_id != '', events.session_id, is_visit,
        concat('~', toString(toUnixTimestamp64Milli(timestamp)), '~', distinct_id), NULL) AS session_id,
    nullIf(current_url, '') AS url,
    nullIf(pathname, '') AS pathname,
    properties
FROM
(
    -- An event that was stored twice (a retry that raced its first try) is read once.
    SELECT *
    FROM copies
    WHERE (has_no_start OR timestamp >= from_time)
        AND (has_no_end OR timestamp <= to_time)
        AND NOT has(elsewhere, uuid)
        AND (is_enough OR (timestamp, uuid) IN
        (
            SELECT timestamp, uuid
            FROM
            (
                SELECT timestamp, uuid, is_after_cursor
                FROM copies
                WHERE NOT is_enough
                ORDER BY timestamp
                LIMIT 1 BY uuid
            )
            WHERE is_after_cursor
            ORDER BY
                if({direction:Int8} = 1, toUnixTimestamp64Milli(timestamp), 0), if({direction:Int8} = 1, toString(uuid), ''),
                if({direction:Int8} = 1, 0, toUnixTimestamp64Milli(timestamp)) DESC, if({direction:Int8} = 1, '', toString(uuid)) DESC
            LIMIT {limit:UInt32}
        ))
    ORDER BY timestamp
    LIMIT 1 BY location_id, uuid
) AS events
WHERE is_after_cursor
ORDER BY
    location_id,
    if({direction:Int8} = 1, sort_key, 0), if({direction:Int8} = 1, uuid, ''),
    if({direction:Int8} = 1, 0, sort_key) DESC, if({direction:Int8} = 1, '', uuid) DESC
LIMIT {limit:UInt32} BY location_id, parent_id
