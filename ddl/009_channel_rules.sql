-- A location's own channel rules. Every setting is kept, as the record of who changed what; the latest is in force.
CREATE TABLE channel_rules
(
    location_id String,
    -- In order. '' as channel_group leaves the group that the touch has anyway.
    rules Array(Tuple(
        channel String,
        channel_group String,
        conditions Array(Tuple(field String, operator String, values Array(String))))),
    set_at DateTime64(3, 'UTC'),
    set_by String,
    uuid UUID
)
ENGINE = MergeTree
ORDER BY (location_id, set_at, uuid)
SETTINGS fsync_after_insert = 1;

CREATE VIEW channel_rules_in_force AS
SELECT
    location_id,
    argMax(channel_rules.rules, (channel_rules.set_at, channel_rules.uuid)) AS rules,
    argMax(channel_rules.set_by, (channel_rules.set_at, channel_rules.uuid)) AS set_by,
    max(channel_rules.set_at) AS set_at
FROM channel_rules
WHERE location_id IN {location_ids:Array(String)}
GROUP BY location_id
