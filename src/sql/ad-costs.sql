-- Ad costs within days, both inclusive, per currency and value of a dimension: CHANNEL, UTM_SOURCE, UTM_CAMPAIGN, else AD_PLATFORM, which
-- is told by the channel's code, else by the source.
SELECT
    location_id,
    if(value = '', '(none)', value) AS key,
    toString(currency) AS currency,
    sum(cost) AS cost,
    sum(clicks) AS clicks,
    sum(impressions) AS impressions
FROM
(
    SELECT
        location_id,
        currency,
        cost,
        clicks,
        impressions,
        multiIf(
            {dimension:String} = 'CHANNEL', channel,
            {dimension:String} = 'UTM_SOURCE', source,
            {dimension:String} = 'UTM_CAMPAIGN', campaign,
            multiIf(
                match(named, 'google|adwords|youtube|gads'), 'GOOGLE',
                match(named, 'instagram'), 'INSTAGRAM',
                match(named, 'facebook|meta\\b|\\bfb\\b'), 'META',
                match(named, 'microsoft|bing'), 'MICROSOFT',
                match(named, 'twitter|\\bx\\b'), 'TWITTER',
                match(named, 'tiktok'), 'TIKTOK',
                match(named, 'linkedin'), 'LINKEDIN',
                match(named, 'reddit'), 'REDDIT',
                match(named, 'pinterest'), 'PINTEREST',
                match(named, 'quora'), 'QUORA',
                match(named, 'snapchat'), 'SNAPCHAT',
                match(named, 'impact'), 'IMPACT',
                match(named, 'klaviyo'), 'KLAVIYO',
                match(named, 'mailchimp'), 'MAILCHIMP',
                'OTHER')) AS value
    FROM
    (
        SELECT
            *,
            -- Platforms are named in many ways: google_ads, Facebook Ads, meta, fb.
            lowerUTF8(replaceRegexpAll(concat(channel, ' ', source), '[_-]', ' ')) AS named
        FROM ad_costs_in_force(location_ids = {location_ids:Array(String)})
        WHERE date BETWEEN {from:Date} AND {to:Date}
    )
)
GROUP BY location_id, key, currency
ORDER BY location_id, key, currency
