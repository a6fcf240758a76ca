-- What stands against a claim: of each event that it claims, whether it is stored completely, whether another claim was ever made on it (so that it is
-- perhaps stored half), and how many of these live: for `claim_seconds`, if made after `claims_since`. Events of which nothing is known are left out.
-- One more row per location, without a uuid, tells how many events of it the claim is seen to have.
WITH claimed AS (
    SELECT location_id, event_claims.uuid AS uuid
    FROM event_claims
    WHERE location_id IN {location_ids:Array(String)}
        AND event_claims.claim_id = {claim_id:UUID}
        AND event_claims.claimed_at >= now64(3, 'UTC') - toIntervalSecond({claim_seconds:UInt32}))
SELECT
    location_id,
    toString(uuid) AS uuid,
    max(is_stored) AS stored,
    max(NOT is_stored) AS claimed,
    uniqExactIf(live_claim_id, live_claim_id != toUUIDOrZero('')) AS live_claims,
    toUInt64(0) AS claim_size
FROM
(
    SELECT location_id, event_ids.uuid AS uuid, true AS is_stored, toUUIDOrZero('') AS live_claim_id
    FROM event_ids
    WHERE location_id IN {location_ids:Array(String)}
        AND (location_id, toUInt128(event_ids.uuid)) IN (SELECT location_id, toUInt128(claimed.uuid) FROM claimed)
    UNION ALL
    SELECT
        location_id,
        event_claims.uuid AS uuid,
        false AS is_stored,
        if(max(withdrawn)
            OR max(claimed_at) < greatest(now64(3, 'UTC') - toIntervalSecond({claim_seconds:UInt32}), {claims_since:DateTime64(3, 'UTC')}),
            toUUIDOrZero(''), claim_id) AS live_claim_id
    FROM event_claims
    WHERE location_id IN {location_ids:Array(String)}
        AND (location_id, toUInt128(event_claims.uuid)) IN (SELECT location_id, toUInt128(claimed.uuid) FROM claimed)
        AND event_claims.claim_id != {claim_id:UUID}
    GROUP BY location_id, uuid, claim_id
)
GROUP BY location_id, uuid
UNION ALL
SELECT location_id, '' AS uuid, false AS stored, false AS claimed, toUInt64(0) AS live_claims, count() AS claim_size
FROM claimed
GROUP BY location_id
