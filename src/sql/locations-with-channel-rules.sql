-- Which of the locations ever set channel rules of their own.
SELECT DISTINCT location_id FROM channel_rules WHERE location_id IN {location_ids:Array(String)} LIMIT {limit:UInt32}
