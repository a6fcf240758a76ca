-- Landing table: every acknowledged event, as it came, with the columns that questions filter by lifted out of `properties`.
-- '' means absent. The key starts with the tenant, then the person: point look-ups read one granule.
CREATE TABLE events
(
    location_id String,
    distinct_id String,
    timestamp DateTime64(3, 'UTC'),
    uuid UUID,
    event LowCardinality(String),
    session_id String,
    -- Sent by a browser or an app of the visitor: only such events describe a visit.
    is_visit Bool,
    is_identified Bool,
    current_url String CODEC(ZSTD(1)),
    host LowCardinality(String),
    pathname String,
    -- Where this visit came from, as one value that is never mixed from two events: the session's entry when the SDK sent it.
    touch Tuple(
        utm_source String, utm_medium String, utm_campaign String, utm_content String, utm_term String,
        referrer String, referring_domain String, landing_url String, landing_pathname String,
        click_ids Map(String, String)) CODEC(ZSTD(1)),
    -- What the touch is by the rules that all locations share, as of its arrival; see docs/semantics.md.
    channel LowCardinality(String) DEFAULT 'direct',
    channel_group LowCardinality(String) DEFAULT 'Direct',
    -- The click ids of this event itself, for the times of first and last detection.
    click_ids Map(String, String),
    funnel_id String,
    step_id String,
    funnel_name String,
    page_id String,
    affiliate_id String,
    browser LowCardinality(String),
    device_type LowCardinality(String),
    time_zone LowCardinality(String),
    properties String CODEC(ZSTD(3)),
    received_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(timestamp)
ORDER BY (location_id, distinct_id, timestamp, uuid)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, index_granularity = 512;

-- Who is about to store an event. Written first, and read back: of two instances that got the same event at the same time, one
-- goes ahead and the other waits. A claim without an id below tells, after a crash, that the event may be stored half.
CREATE TABLE event_claims
(
    location_id String,
    uuid UUID,
    claim_id UUID,
    withdrawn Bool,
    claimed_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = MergeTree
-- As a number, an id of an SDK sorts by its time: new ones lie together. As a UUID it sorts by its random half.
ORDER BY (location_id, toUInt128(uuid))
TTL toDateTime(claimed_at) + INTERVAL 7 DAY
SETTINGS fsync_after_insert = 1, index_granularity = 1024;

-- Which events are stored completely, with all that derives from them. Written last, so that an event whose insert was
-- interrupted is completed when its sender retries.
CREATE TABLE event_ids
(
    location_id String,
    uuid UUID,
    received_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (location_id, toUInt128(uuid))
SETTINGS fsync_after_insert = 1, index_granularity = 1024;

CREATE TABLE events_quarantine
(
    location_id String,
    quarantine_id UUID,
    received_at DateTime64(3, 'UTC'),
    reason LowCardinality(String),
    detail String,
    raw String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (location_id, reason, quarantine_id)
SETTINGS fsync_after_insert = 1
