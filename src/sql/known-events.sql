-- What is known of these events: stored completely, or claimed by somebody. A claim lives for `claim_seconds`, if it was made after
-- `claims_since`.
SELECT
    location_id,
    toString(uuid) AS uuid,
    max(is_stored) AS stored,
    -- Somebody else than the asker claimed it once, and perhaps stored it half.
    max(is_others) AS claimed,
    -- The asker's too.
    uniqExactIf(live_claim_id, live_claim_id != toUUIDOrZero('')) AS live_claims
FROM
(
    SELECT location_id, event_ids.uuid AS uuid, true AS is_stored, false AS is_others, toUUIDOrZero('') AS live_claim_id
    FROM event_ids
    WHERE location_id IN {location_ids:Array(String)} AND event_ids.uuid IN {uuids:Array(UUID)}
    UNION ALL
    SELECT
        location_id,
        event_claims.uuid AS uuid,
        false AS is_stored,
        claim_id != {claim_id:UUID} AS is_others,
        if(max(withdrawn)
            OR max(claimed_at) < greatest(now64(3, 'UTC') - toIntervalSecond({claim_seconds:UInt32}), {claims_since:DateTime64(3, 'UTC')}),
            toUUIDOrZero(''), claim_id) AS live_claim_id
    FROM event_claims
    WHERE location_id IN {location_ids:Array(String)} AND event_claims.uuid IN {uuids:Array(UUID)}
    GROUP BY location_id, uuid, claim_id
)
GROUP BY location_id, uuid
