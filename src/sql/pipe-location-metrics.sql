-- Counts per local day, both dates inclusive, in the columns of the Tinybird pipe; days without an event are left out.
WITH (SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)})) AS identity
SELECT
    metrics.location_id AS location_id,
    toDate(metrics.bucket_start, {time_zone:String}) AS date,
    uniqExactMerge(metrics.event_ids) AS event_count,
    uniqExact(substring(transform(concat(metrics.location_id, '\0', metrics.distinct_id) AS identity_id, identity.1, identity.2, identity_id), length(metrics.location_id) + 2)) AS unique_users,
    uniqExactIfMerge(metrics.pageview_ids) AS pageview_count,
    uniqExactIfMerge(metrics.identify_ids) AS identify_count,
    uniqExactIfMerge(metrics.autocapture_ids) AS autocapture_count,
    event_count / unique_users AS events_per_user
FROM location_metrics_mv AS metrics
WHERE metrics.location_id IN {location_ids:Array(String)}
    AND metrics.bucket_start >= toDateTime({from:Date}, {time_zone:String})
    AND metrics.bucket_start < toDateTime({to:Date} + 1, {time_zone:String})
GROUP BY location_id, date
