-- The time of the latest mapIdentity or unmapIdentity about each of these ids.
SELECT location_id, anonymous_id, max(mapped_at) AS decided_at
FROM identity_mappings
WHERE location_id IN {location_ids:Array(String)}
    AND anonymous_id IN {anonymous_ids:Array(String)}
    AND source IN ('mapIdentity', 'unmapIdentity')
GROUP BY location_id, anonymous_id
