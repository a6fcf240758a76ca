-- Counts per local day, both dates inclusive, in the columns of the Tinybird pipe; days without an event are left out.
SELECT
    metrics.location_id AS location_id,
    toDate(metrics.bucket_start, {time_zone:String}) AS date,
    uniqExactMerge(metrics.event_ids) AS event_count,
    uniqExact(if(mapped.user_id = '', metrics.distinct_id, mapped.user_id)) AS unique_users,
    uniqExactIfMerge(metrics.pageview_ids) AS pageview_count,
    uniqExactIfMerge(metrics.identify_ids) AS identify_count,
    uniqExactIfMerge(metrics.autocapture_ids) AS autocapture_count,
    event_count / unique_users AS events_per_user
FROM location_metrics_mv AS metrics
LEFT ANY JOIN identities(location_ids = {location_ids:Array(String)}) AS mapped
    ON mapped.location_id = metrics.location_id AND mapped.distinct_id = metrics.distinct_id
WHERE metrics.location_id IN {location_ids:Array(String)}
    AND metrics.bucket_start >= toDateTime({from:Date}, {time_zone:String})
    AND metrics.bucket_start < toDateTime({to:Date} + 1, {time_zone:String})
GROUP BY location_id, date
