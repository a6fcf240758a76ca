-- Landing table: what was paid for ads on a day. A row replaces an earlier one with the same day, channel, campaign and source, so that
-- an import can be repeated. '' means absent.
CREATE TABLE ad_costs
(
    location_id String,
    date Date,
    channel String,
    campaign String,
    source String,
    currency LowCardinality(String),
    cost Decimal(38, 9),
    clicks Nullable(UInt64),
    impressions Nullable(UInt64),
    -- The greatest counts: the milliseconds of the import, and the place within it.
    version UInt64,
    -- The subject of the credential; '' for write keys and files.
    imported_by String,
    imported_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (location_id, date, channel, campaign, source)
SETTINGS fsync_after_insert = 1, index_granularity = 1024;

CREATE TABLE ad_costs_quarantine
(
    location_id String,
    quarantine_id UUID,
    received_at DateTime64(3, 'UTC'),
    reason LowCardinality(String),
    detail String,
    raw String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree
ORDER BY (location_id, reason, quarantine_id)
SETTINGS fsync_after_insert = 1;

CREATE VIEW ad_costs_in_force AS
SELECT * EXCEPT (version)
FROM ad_costs FINAL
WHERE location_id IN {location_ids:Array(String)}
