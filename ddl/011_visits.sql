-- Written by src/channels/print.ts from the tables in src/. Do not edit.
-- Merged sessions with the classification of their touch.
CREATE VIEW visits AS
SELECT
    * EXCEPT (touch_source, touch_medium, touch_campaign, touch_referrer, touch_domain, touch_pathname, touch_click_ids, touch_host, own_texts, touch_category, own_said, test_1, test_2, test_3, test_4, test_5, test_6, test_7, test_8, test_9, test_10, test_11, test_12, test_13, test_14, test_15, test_16, test_17, test_18, test_19, own_channel, own_group),
    [transform(indexOf([
        test_1,
        hasAny(touch_click_ids, ['gclid']),
        hasAny(touch_click_ids, ['gbraid']),
        hasAny(touch_click_ids, ['wbraid']),
        hasAny(touch_click_ids, ['fbclid']),
        hasAny(touch_click_ids, ['msclkid']),
        hasAny(touch_click_ids, ['twclid']),
        hasAny(touch_click_ids, ['ttclid']),
        test_2], 1), [1, 2, 3, 4, 5, 6, 7, 8, 9],
        ['utm', 'google_ads', 'google_ads_privacy', 'google_ads_ios14', 'facebook_ads', 'microsoft_ads', 'twitter_ads', 'tiktok_ads', 'referral'], 'direct'), own_channel][1 + (own_channel != '')] AS channel,
    [transform(indexOf([
        position(touch_campaign, 'cross-network') > 0,
        bitAnd(test_3, bitOr(test_4, test_5)),
        bitAnd(test_3, test_6),
        bitAnd(test_3, test_7),
        bitAnd(test_3, test_8),
        bitAnd(hasAny(touch_click_ids, ['twclid', 'ttclid', 'li_fat_id', 'rdt_cid', 'sccid', 'epik', 'qclid']), NOT test_9),
        bitAnd(bitAnd(test_10, NOT test_9), bitOr(bitOr(test_4, test_5), position(touch_medium, 'shop') > 0)),
        bitAnd(bitAnd(test_10, NOT test_9), bitOr(bitOr(test_7, test_11), position(touch_medium, 'social') > 0)),
        bitAnd(bitAnd(test_10, NOT test_9), bitOr(test_8, test_12)),
        bitAnd(test_10, NOT test_9),
        bitAnd(test_3, test_13),
        test_9,
        test_3,
        hasAny(touch_click_ids, ['irclid', 'irclickid', 'cjevent']),
        bitAnd(hasAny(touch_click_ids, ['mc_cid', '_kx']), NOT bitOr(test_14, test_15)),
        bitOr(touch_category = 'ai_assistant', touch_medium IN ('ai-assistant', 'ai assistant', 'ai_assistant')),
        bitOr(bitOr(test_4, test_5), bitAnd(hasAny(touch_click_ids, ['srsltid']), NOT bitOr(bitOr(test_7, test_11), bitOr(bitOr(test_16, test_17), test_18)))),
        bitOr(test_7, test_11),
        bitOr(test_8, test_12),
        bitOr(test_6, touch_medium IN ('organic')),
        bitOr(bitOr(test_16, test_17), test_18),
        touch_medium IN ('affiliate', 'affiliates', 'partnership', 'partnerships'),
        touch_medium IN ('referral', 'app', 'link'),
        touch_medium IN ('audio'),
        bitOr(test_14, test_15),
        bitOr(bitOr(bitOr(match(touch_medium, 'push$'), position(touch_medium, 'mobile') > 0), position(touch_medium, 'notification') > 0), touch_source IN ('firebase')),
        test_13,
        bitAnd(bitAnd(bitOr(test_2, touch_domain != ''), NOT test_1), NOT test_19),
        bitAnd(touch_source IN ('', 'direct'), NOT test_19)], 1), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29],
        ['Cross-network', 'Paid Shopping', 'Paid Search', 'Paid Social', 'Paid Video', 'Paid Social', 'Paid Shopping', 'Paid Social', 'Paid Video', 'Paid Search', 'Paid Social', 'Display', 'Paid Other', 'Affiliates', 'Email', 'AI Assistant', 'Organic Shopping', 'Organic Social', 'Organic Video', 'Organic Search', 'Email', 'Affiliates', 'Referral', 'Audio', 'SMS', 'Mobile Push Notifications', 'Organic Social', 'Referral', 'Direct'], 'Unassigned'), own_group][1 + (own_group != '')] AS channel_group
FROM (
SELECT *,
    touch_source != '' AS test_1,
    touch_referrer != '' AS test_2,
    match(touch_medium, '^(?:.*cp.*|ppc|retargeting|paid.*)$') AS test_3,
    touch_category = 'shopping' AS test_4,
    match(touch_campaign, '^(?:.*(?:(?:[^a-df-z]|^)shop|shopping).*)$') AS test_5,
    touch_category = 'search' AS test_6,
    touch_category = 'social' AS test_7,
    touch_category = 'video' AS test_8,
    touch_medium IN ('display', 'banner', 'expandable', 'interstitial', 'cpm') AS test_9,
    hasAny(touch_click_ids, ['gclid', 'gclsrc', 'dclid', 'gbraid', 'wbraid', 'gad_source', 'msclkid', 'yclid']) AS test_10,
    touch_medium IN ('social', 'social-network', 'social-media', 'sm', 'social network', 'social media') AS test_11,
    position(touch_medium, 'video') > 0 AS test_12,
    hasAny(touch_click_ids, ['fbclid', 'igshid', 'igsh']) AS test_13,
    touch_source IN ('sms') AS test_14,
    touch_medium IN ('sms') AS test_15,
    match(touch_source, '^e[-_ ]?mail$') AS test_16,
    match(touch_medium, '^e[-_ ]?mail$') AS test_17,
    touch_category = 'email' AS test_18,
    touch_medium != '' AS test_19,
    substringIndex(own_said, '\0', 1) AS own_channel,
    substringIndex(own_said, '\0', -1) AS own_group
FROM (
WITH (SELECT (groupArray(source), groupArray(category::String)) FROM traffic_sources FINAL) AS traffic,
(SELECT (
        groupArrayArray(arrayMap((rule, number) -> (
            concat(location_id, '\0', toString(number)), concat(rule.channel, '\0', rule.channel_group)), rules, arrayEnumerate(rules))),
        groupArrayArray(arrayFlatten(arrayMap((rule, number) -> arrayMap(condition -> (
            location_id,
            number,
            indexOf(['UTM_SOURCE', 'UTM_MEDIUM', 'UTM_CAMPAIGN', 'REFERRING_DOMAIN', 'LANDING_PATHNAME', 'CLICK_ID_PARAMETER'], condition.field),
            multiIf(
                condition.operator IN ('IS_SET', 'IS_NOT_SET'), ['\0'],
                condition.operator IN ('IS', 'IS_NOT'), arrayMap(value -> concat('\0', lowerUTF8(value), '\0'), condition.values),
                condition.operator IN ('STARTS_WITH'), arrayMap(value -> concat('\0', lowerUTF8(value)), condition.values),
                condition.operator IN ('CONTAINS'), arrayMap(value -> lowerUTF8(value), condition.values),
                []),
            if(condition.operator IN ('MATCHES'),
                concat('(?i)(?:', arrayStringConcat(condition.values, ')|(?:'), ')'), ''),
            condition.operator IN ('IS_NOT', 'IS_NOT_SET')), rule.conditions), rules, arrayEnumerate(rules)))))
    FROM channel_rules_in_force(location_ids = {location_ids:Array(String)})) AS own_rules
SELECT *,
    arrayFirst(category -> category != '', arrayMap(source -> transform(source, traffic.1, traffic.2, ''),
        [touch_host, substringIndex(touch_host, '.', -4), substringIndex(touch_host, '.', -3), substringIndex(touch_host, '.', -2), concat(extract(touch_host, '([^.]+)\\.(?:(?:co|com|org|net)\\.)?(?:[a-z][a-z]|com|net|org)$'), '.{}')])) AS touch_category,
    if(empty(own_rules.1) OR NOT has_visit, '\0', transform(concat(location_id, '\0', toString(arrayFirstIndex((failing, rule) -> failing != rule,
        arrayPushBack(arrayDistinct(arraySort(
            arrayFilter((rule, location, field, needles, pattern, negated) -> bitAnd(location = location_id, bitOr(
            arrayExists(needle -> position(own_texts[field], needle) > 0, needles),
            arrayExists(text -> match(text, pattern), if(pattern = '' OR own_texts[field] = '', [],
                splitByChar('\0', substring(own_texts[field], 2, length(own_texts[field]) - 2))))) = negated),
                own_rules.2.2, own_rules.2.1, own_rules.2.3, own_rules.2.4, own_rules.2.5, own_rules.2.6))) AS failing_rules, 0),
        arrayPushBack(arrayEnumerate(failing_rules), 1)))), own_rules.1.1, own_rules.1.2, '\0')) AS own_said
FROM (
SELECT *,
    replaceRegexpOne(replaceRegexpOne(if(touch_source != '', touch_source, touch_domain), '^[a-z][a-z0-9+.-]*:/+', ''), '(?s)(?::[0-9]*)?(?:[/?#].*)?$', '') AS touch_host,
    [if(touch_source = '', '', concat('\0', touch_source, '\0')), if(touch_medium = '', '', concat('\0', touch_medium, '\0')), if(touch_campaign = '', '', concat('\0', touch_campaign, '\0')), if(touch_domain = '', '', concat('\0', touch_domain, '\0')), if(touch_pathname = '', '', concat('\0', touch_pathname, '\0')), if(empty(touch_click_ids), '', concat('\0', arrayStringConcat(touch_click_ids, '\0'), '\0'))] AS own_texts
FROM (
SELECT *,
    if(lowerUTF8(touch.utm_source) IN ('null', '(none)', '(not set)', '(direct)', '$direct'), '', lowerUTF8(touch.utm_source)) AS touch_source,
    if(lowerUTF8(touch.utm_medium) IN ('null', '(none)', '(not set)', '(direct)', '$direct'), '', lowerUTF8(touch.utm_medium)) AS touch_medium,
    if(lowerUTF8(touch.utm_campaign) IN ('null', '(none)', '(not set)', '(direct)', '$direct'), '', lowerUTF8(touch.utm_campaign)) AS touch_campaign,
    if(lowerUTF8(touch.referrer) IN ('null', '(none)', '(not set)', '(direct)', '$direct'), '', lowerUTF8(touch.referrer)) AS touch_referrer,
    if(lowerUTF8(touch.referring_domain) IN ('null', '(none)', '(not set)', '(direct)', '$direct'), '', lowerUTF8(touch.referring_domain)) AS touch_domain,
    lowerUTF8(touch.landing_pathname) AS touch_pathname,
    arrayMap(name -> lowerUTF8(name), arrayFilter((name, value) -> name NOT IN ('_fbc') AND lowerUTF8(value) NOT IN ('', 'null', '(none)', '(not set)', '(direct)', '$direct'), mapKeys(touch.click_ids), mapValues(touch.click_ids))) AS touch_click_ids
FROM merged_sessions(location_ids = {location_ids:Array(String)})))))
