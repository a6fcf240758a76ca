-- Raw texts in quarantine that may name a person, page by page. The needles are ids as they stand in texts; not every find is one.
SELECT location_id, kind, id, received_at, reason, detail, raw
FROM
(
    SELECT location_id, 'event' AS kind, toString(quarantine_id) AS id, received_at, toString(reason) AS reason, detail, raw
    FROM events_quarantine
    WHERE location_id IN {location_ids:Array(String)}
    UNION ALL
    SELECT location_id, 'error' AS kind, toString(errors_quarantine.uuid) AS id, received_at, toString(reason) AS reason, detail, raw
    FROM errors_quarantine
    WHERE location_id IN {location_ids:Array(String)}
    UNION ALL
    SELECT
        location_id, 'identity mapping' AS kind, toString(identity_mappings_quarantine.uuid) AS id, received_at, toString(reason) AS reason,
        '' AS detail, toJSONString(map('anonymous_id', anonymous_id, 'user_id', identity_mappings_quarantine.user_id, 'source', toString(source))) AS raw
    FROM identity_mappings_quarantine
    WHERE location_id IN {location_ids:Array(String)}
)
WHERE (kind, id) > ({after_kind:String}, {after_id:String})
    AND arrayExists(needle -> position(raw, needle) > 0 OR position(detail, needle) > 0, {needles:Array(String)})
ORDER BY kind, id
LIMIT 1 BY location_id, kind, id
LIMIT {limit:UInt32}
