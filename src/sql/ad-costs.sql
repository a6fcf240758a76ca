-- Ad costs within days, both inclusive, per currency and value of a dimension: CHANNEL, UTM_SOURCE, UTM_CAMPAIGN, else AD_PLATFORM, which
-- is told by the first word of the channel, else of the source, that is a name of a platform: google_ads, Facebook Ads, fb, m.facebook.com.
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
            arrayFirst(
                platform -> platform != '',
                arrayPushBack(
                    arrayMap(
                        word -> multiIf(
                            word IN ('google', 'googleads', 'adwords', 'gads', 'youtube', 'yt', 'dv360', 'doubleclick'), 'GOOGLE',
                            word IN ('meta', 'metaads', 'facebook', 'facebookads', 'fb', 'fbads'), 'META',
                            word IN ('microsoft', 'microsoftads', 'msads', 'bing', 'bingads'), 'MICROSOFT',
                            word IN ('twitter', 'twitterads', 'x', 'xads'), 'TWITTER',
                            word IN ('tiktok', 'tiktokads'), 'TIKTOK',
                            word IN ('linkedin', 'linkedinads'), 'LINKEDIN',
                            word IN ('instagram', 'instagramads', 'insta', 'ig'), 'INSTAGRAM',
                            word IN ('reddit', 'redditads'), 'REDDIT',
                            word IN ('pinterest', 'pinterestads'), 'PINTEREST',
                            word IN ('quora', 'quoraads'), 'QUORA',
                            word IN ('snapchat', 'snapchatads', 'snap'), 'SNAPCHAT',
                            word IN ('impact', 'impactradius'), 'IMPACT',
                            word = 'klaviyo', 'KLAVIYO',
                            word = 'mailchimp', 'MAILCHIMP',
                            ''),
                        extractAll(lowerUTF8(concat(channel, ' ', source)), '[\\pL\\pN]+')),
                    'OTHER'))) AS value
    FROM ad_costs_in_force(location_ids = {location_ids:Array(String)})
    WHERE date BETWEEN {from:Date} AND {to:Date}
)
GROUP BY location_id, key, currency
ORDER BY location_id, key, currency
