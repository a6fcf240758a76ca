-- One user's attribution from events and mappings alone, as a pipe without derived tables would ask for it: the session of each event
-- first, then the sessions of the user.
SELECT
    argMin(entry_group, started_at) AS figure,
    argMin(entry, started_at) AS first_touch,
    argMax(entry, started_at) AS last_touch,
    argMaxIf(entry, started_at, entry_group != 'Direct') AS last_non_direct_touch,
    groupUniqArrayArray(clicks) AS click_ids
FROM
(
    SELECT
        session_id,
        min(timestamp) AS started_at,
        argMin(touch, timestamp) AS entry,
        argMin(channel_group, timestamp) AS entry_group,
        groupUniqArrayArray(arrayZip(mapKeys(click_ids), mapValues(click_ids))) AS clicks
    FROM events
    WHERE location_id = {location:String} AND (distinct_id = {user:String} OR distinct_id IN (
        SELECT anonymous_id
        FROM identity_mappings
        WHERE location_id = {location:String}
        GROUP BY anonymous_id
        HAVING argMin(user_id, (mapped_at, user_id)) = {user:String}))
    GROUP BY session_id
)
