-- What a location keeps, and how. Every change is kept, as the record of who changed what; of each setting the latest is in force, so that
-- changes of several settings at once keep each other.
CREATE TABLE privacy_settings
(
    location_id String,
    -- The settings of this change, by the names of their columns. What stands in the other columns means nothing.
    changed Array(LowCardinality(String)),
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

-- What was never set is empty.
CREATE VIEW privacy_settings_in_force AS
SELECT
    location_id,
    -- The tuple, because null is a value.
    argMaxIf(tuple(privacy_settings.retention_days), (privacy_settings.set_at, privacy_settings.uuid), has(changed, 'retention_days')).1 AS retention_days,
    argMaxIf(toString(privacy_settings.ip_anonymization), (privacy_settings.set_at, privacy_settings.uuid), has(changed, 'ip_anonymization')) AS ip_anonymization,
    argMaxIf(privacy_settings.denied_properties, (privacy_settings.set_at, privacy_settings.uuid), has(changed, 'denied_properties')) AS denied_properties,
    argMaxIf(toString(privacy_settings.consent), (privacy_settings.set_at, privacy_settings.uuid), has(changed, 'consent')) AS consent,
    argMaxIf(privacy_settings.consent_property, (privacy_settings.set_at, privacy_settings.uuid), has(changed, 'consent_property')) AS consent_property,
    argMax(privacy_settings.set_by, (privacy_settings.set_at, privacy_settings.uuid)) AS set_by,
    max(privacy_settings.set_at) AS set_at
FROM privacy_settings
WHERE location_id IN {location_ids:Array(String)}
GROUP BY location_id
