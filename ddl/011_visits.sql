-- Written by src/channels/print.ts from the tables in src/. Do not edit.
-- Merged sessions, classified by the location's own rules where it has some. Who knows that the asked locations have none reads
-- merged_sessions instead, with the same answer: see src/sql/expand-views.ts.
CREATE VIEW visits AS
SELECT
    * EXCEPT (channel, channel_group, touch_source, touch_medium, touch_campaign, touch_domain, touch_pathname, touch_click_ids, own_texts, own_said, own_channel, own_group),
    if(own_channel = '', asked.channel, own_channel) AS channel,
    if(own_group = '', asked.channel_group, own_group) AS channel_group
FROM (
SELECT *,
    substringIndex(own_said, '\0', 1) AS own_channel,
    substringIndex(own_said, '\0', -1) AS own_group
FROM (
WITH (SELECT (
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
    [if(touch_source = '', '', concat('\0', touch_source, '\0')), if(touch_medium = '', '', concat('\0', touch_medium, '\0')), if(touch_campaign = '', '', concat('\0', touch_campaign, '\0')), if(touch_domain = '', '', concat('\0', touch_domain, '\0')), if(touch_pathname = '', '', concat('\0', touch_pathname, '\0')), if(empty(touch_click_ids), '', concat('\0', arrayStringConcat(touch_click_ids, '\0'), '\0'))] AS own_texts
FROM (
SELECT *,
    if(lowerUTF8(touch.utm_source) IN ('null', '(none)', '(not set)', '(direct)', '$direct'), '', lowerUTF8(touch.utm_source)) AS touch_source,
    if(lowerUTF8(touch.utm_medium) IN ('null', '(none)', '(not set)', '(direct)', '$direct'), '', lowerUTF8(touch.utm_medium)) AS touch_medium,
    if(lowerUTF8(touch.utm_campaign) IN ('null', '(none)', '(not set)', '(direct)', '$direct'), '', lowerUTF8(touch.utm_campaign)) AS touch_campaign,
    if(lowerUTF8(touch.referring_domain) IN ('null', '(none)', '(not set)', '(direct)', '$direct'), '', lowerUTF8(touch.referring_domain)) AS touch_domain,
    lowerUTF8(touch.landing_pathname) AS touch_pathname,
    arrayMap(name -> lowerUTF8(name), arrayFilter((name, value) -> name NOT IN ('_fbc') AND lowerUTF8(value) NOT IN ('', 'null', '(none)', '(not set)', '(direct)', '$direct'), mapKeys(touch.click_ids), mapValues(touch.click_ids))) AS touch_click_ids
FROM merged_sessions(location_ids = {location_ids:Array(String)}))))) AS asked
