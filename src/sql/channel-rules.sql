-- The channel rules in force, in their order.
SELECT location_id, rules, set_at
FROM channel_rules_in_force(location_ids = {location_ids:Array(String)})
