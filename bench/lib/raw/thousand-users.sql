-- Identified users by the channel of their first touch, the latest seen first, from events and mappings alone.
WITH mappings AS
(
    SELECT anonymous_id, argMin(user_id, (mapped_at, user_id)) AS owner
    FROM identity_mappings
    WHERE location_id = {location:String}
    GROUP BY anonymous_id
)
SELECT user_id AS figure, first_touch, last_touch, last_seen
FROM
(
    SELECT
        if(mappings.owner = '', sessions.distinct_id, mappings.owner) AS user_id,
        argMin((entry, entry_group), started_at) AS first_touch,
        argMax((entry, entry_group), started_at) AS last_touch,
        max(ended_at) AS last_seen,
        max(mappings.owner != '' OR sessions.identified) AS is_identified
    FROM
    (
        SELECT
            session_id,
            argMin(distinct_id, timestamp) AS distinct_id,
            min(timestamp) AS started_at,
            max(timestamp) AS ended_at,
            argMin(touch, timestamp) AS entry,
            argMin(channel_group, timestamp) AS entry_group,
            max(is_identified) AS identified
        FROM events
        WHERE location_id = {location:String}
        GROUP BY session_id
    ) AS sessions
    LEFT JOIN mappings ON mappings.anonymous_id = sessions.distinct_id
    GROUP BY user_id
)
WHERE is_identified AND first_touch.2 = 'Paid Search'
ORDER BY last_seen DESC, user_id DESC
LIMIT 1000
