-- Written by src/channels/print.ts from the tables in src/. Do not edit.
-- The touches of users, one per session that a visitor opened, in the time of the session's start, named by a dimension
-- (CHANNEL, CHANNEL_GROUP, UTM_SOURCE, UTM_MEDIUM, UTM_CAMPAIGN, REFERRING_DOMAIN, LANDING_PATHNAME, else AD_PLATFORM). A touch
-- without a value of the dimension is 'direct' if its channel is, else '(none)'.
CREATE VIEW touches AS
SELECT
    location_id,
    user_id,
    session_key,
    session_id,
    started_at AS touched_at,
    channel = 'direct' AS is_direct,
    multiIf(value != '', value, is_direct, 'direct', '(none)') AS key
FROM
(
    SELECT
        location_id, user_id, session_key, session_id, started_at, channel,
        if({dimension:String} = 'CHANNEL', channel,
        if({dimension:String} = 'CHANNEL_GROUP', channel_group,
        if({dimension:String} = 'UTM_SOURCE', utm_source,
        if({dimension:String} = 'UTM_MEDIUM', utm_medium,
        if({dimension:String} = 'UTM_CAMPAIGN', utm_campaign,
        if({dimension:String} = 'REFERRING_DOMAIN', referring_domain,
        if({dimension:String} = 'LANDING_PATHNAME', touch.landing_pathname,
        transform(arrayFirst(parameter -> mapContains(touch.click_ids, parameter), ['gclid', 'gclsrc', 'dclid', 'gbraid', 'wbraid', 'gad_source', 'srsltid', 'fbclid', 'msclkid', 'twclid', 'ttclid', 'li_fat_id', 'igshid', 'igsh', 'rdt_cid', 'epik', 'qclid', 'sccid', 'irclid', 'irclickid', '_kx', 'mc_cid', 'yclid', 'cjevent', 'oppref', 'bfcid']),
            ['gclid', 'gclsrc', 'dclid', 'gbraid', 'wbraid', 'gad_source', 'srsltid', 'fbclid', 'msclkid', 'twclid', 'ttclid', 'li_fat_id', 'igshid', 'igsh', 'rdt_cid', 'epik', 'qclid', 'sccid', 'irclid', 'irclickid', '_kx', 'mc_cid', 'yclid', 'cjevent', 'oppref', 'bfcid'],
            ['GOOGLE', 'GOOGLE', 'GOOGLE', 'GOOGLE', 'GOOGLE', 'GOOGLE', 'GOOGLE', 'META', 'MICROSOFT', 'TWITTER', 'TIKTOK', 'LINKEDIN', 'INSTAGRAM', 'INSTAGRAM', 'REDDIT', 'PINTEREST', 'QUORA', 'SNAPCHAT', 'IMPACT', 'IMPACT', 'KLAVIYO', 'MAILCHIMP', 'OTHER', 'OTHER', 'OTHER', 'OTHER'], '')))))))) AS value
    FROM sessions(location_ids = {location_ids:Array(String)})
    WHERE has_visit
)
