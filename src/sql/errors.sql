-- Errors of one kind within local dates (both inclusive), newest occurrence first, one keyset page per location.
SELECT
    location_id,
    fingerprint,
    toUnixTimestamp64Milli(last_seen) AS sort_key,
    latest.error_type AS type,
    latest.message AS message,
    nullIf(latest.component, '') AS component,
    latest.level AS level,
    count,
    affected_user_count,
    first_seen,
    last_seen
FROM
(
    SELECT
        groups.location_id AS location_id,
        groups.fingerprint AS fingerprint,
        uniqExactMerge(groups.error_ids) AS count,
        uniqExact(if(mapped.user_id = '', groups.distinct_id, mapped.user_id)) AS affected_user_count,
        min(groups.first_seen) AS first_seen,
        max(groups.last_seen) AS last_seen,
        argMaxMerge(groups.latest) AS latest
    FROM error_groups AS groups
    LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
        ON mapped.location_id = groups.location_id AND mapped.distinct_id = groups.distinct_id
    WHERE groups.location_id IN {location_ids:Array(String)}
        AND (empty({fingerprints:Array(String)}) OR groups.fingerprint IN {fingerprints:Array(String)})
        AND groups.bucket_start >= toDateTime({from:Date}, {time_zone:String})
        AND groups.bucket_start < toDateTime({to:Date} + 1, {time_zone:String})
    GROUP BY location_id, fingerprint
)
WHERE (empty({types:Array(String)}) OR type IN {types:Array(String)})
    AND (empty({components:Array(String)}) OR latest.component IN {components:Array(String)})
    AND (empty({levels:Array(String)}) OR level IN {levels:Array(String)})
    AND ({search:String} = '' OR positionCaseInsensitiveUTF8(concat(type, ' ', message), {search:String}) > 0)
    AND ({after_key:Nullable(Int64)} IS NULL OR if({direction:Int8} = 1,
        (sort_key, fingerprint) > (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String}),
        (sort_key, fingerprint) < (assumeNotNull({after_key:Nullable(Int64)}), {after_id:String})))
ORDER BY
    location_id,
    if({direction:Int8} = 1, sort_key, 0), if({direction:Int8} = 1, fingerprint, ''),
    if({direction:Int8} = 1, 0, sort_key) DESC, if({direction:Int8} = 1, '', fingerprint) DESC
LIMIT {limit:UInt32} BY location_id
