-- Counts per local day, both dates inclusive, in the columns of the Tinybird pipe; days without an event are left out.
SELECT
    metrics.location_id AS location_id,
    toDate(metrics.bucket_start, {time_zone:String}) AS date,
    -- The last bits of a hash are the kind of its event: ddl/007_location_metrics_mv.sql.
    uniqExactArray(metrics.event_hashes) AS event_count,
    uniqExact(if(mapped.user_id = '', metrics.distinct_id, mapped.user_id)) AS unique_users,
    uniqExactArray(arrayFilter(hash -> hash % 8 = 1, metrics.event_hashes)) AS pageview_count,
    uniqExactArray(arrayFilter(hash -> hash % 8 = 2, metrics.event_hashes)) AS identify_count,
    uniqExactArray(arrayFilter(hash -> hash % 8 = 3, metrics.event_hashes)) AS autocapture_count,
    event_count / unique_users AS events_per_user
FROM location_metrics_mv AS metrics
LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
    ON mapped.location_id = metrics.location_id AND mapped.distinct_id = metrics.distinct_id
WHERE metrics.location_id IN {location_ids:Array(String)}
    AND metrics.bucket_start >= toDateTime({from:Date}, {time_zone:String})
    AND metrics.bucket_start < toDateTime({to:Date} + 1, {time_zone:String})
GROUP BY location_id, date
