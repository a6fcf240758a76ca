-- What a location keeps, and how. Every setting is kept, as the record of who changed what; the latest is in force.
CREATE TABLE privacy_settings
(
    location_id String,
    -- null: for ever.
    retention_days Nullable(UInt32),
    ip_anonymization LowCardinality(String),
    denied_properties Array(String),
    consent LowCardinality(String),
    consent_property String,
    set_at DateTime64(3, 'UTC'),
    set_by String,
    uuid UUID
)
ENGINE = MergeTree
ORDER BY (location_id, set_at, uuid)
SETTINGS fsync_after_insert = 1;

CREATE VIEW privacy_settings_in_force AS
SELECT
    location_id,
    latest.1 AS retention_days,
    latest.2 AS ip_anonymization,
    latest.3 AS denied_properties,
    latest.4 AS consent,
    latest.5 AS consent_property,
    latest.6 AS set_by,
    latest_at AS set_at
FROM
(
    SELECT
        location_id,
        argMax(
            (retention_days, toString(ip_anonymization), denied_properties, toString(consent), consent_property, privacy_settings.set_by),
            (privacy_settings.set_at, privacy_settings.uuid)) AS latest,
        max(privacy_settings.set_at) AS latest_at
    FROM privacy_settings
    WHERE location_id IN {location_ids:Array(String)}
    GROUP BY location_id
)
