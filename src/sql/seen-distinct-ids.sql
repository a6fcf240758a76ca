-- Which of these ids have events of their own.
SELECT location_id, distinct_id
FROM user_attribution_summary_mv
WHERE location_id IN {location_ids:Array(String)} AND distinct_id IN {distinct_ids:Array(String)}
GROUP BY location_id, distinct_id
HAVING max(last_seen) >= min(first_seen)
