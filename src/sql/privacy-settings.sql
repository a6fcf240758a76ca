-- The privacy settings in force of each location that has any.
SELECT location_id, retention_days, ip_anonymization, denied_properties, consent, consent_property, nullIf(set_by, '') AS set_by, set_at
FROM privacy_settings_in_force(location_ids = {location_ids:Array(String)})
