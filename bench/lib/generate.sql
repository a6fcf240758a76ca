-- Sessions from `first` to `last` with all their events. Numbers are hashes of what they are about, so that the same data come out again.
-- A location k of L has the share ((k + 1) / L)^(1/3.5) - (k / L)^(1/3.5): of 500, the largest has 17%.
INSERT INTO events (location_id, distinct_id, timestamp, uuid, event, session_id, is_visit, is_identified, current_url, host, pathname, touch,
    channel, channel_group, click_ids, funnel_id, funnel_name, browser, device_type, time_zone, properties, received_at)
WITH
    {sources:Array(Tuple(source String, medium String, campaign String, domain String, click String, channel String, channel_group String))} AS sources
SELECT
    concat('location-', toString(k)) AS location_id,
    if(knows, user_id, anonymous_id) AS distinct_id,
    start + toIntervalMillisecond(at) AS timestamp,
    reinterpretAsUUID(concat(reinterpretAsString(sipHash64(session, place, 1)), reinterpretAsString(sipHash64(session, place, 2)))) AS uuid,
    multiIf(
        place = 0, '$pageview',
        place = 1 AND knows, '$identify',
        dice < 50, '$pageview',
        dice < 80, '$autocapture',
        dice < 90, 'add_to_cart',
        dice < 92, 'purchase',
        'scroll') AS event,
    session_id,
    true AS is_visit,
    knows AS is_identified,
    concat('https://shop-', toString(k), '.example', pathname) AS current_url,
    concat('shop-', toString(k), '.example') AS host,
    concat('/', ['', 'pricing', 'products/a', 'products/b', 'products/c', 'cart', 'checkout', 'blog'][1 + sipHash64(session, place, 3) % 8]) AS pathname,
    (
        from.source, from.medium, if(from.campaign = '', '', concat(from.campaign, '-', toString(sipHash64(session, 4) % 20))), '', '',
        if(from.domain = '', '', concat('https://', from.domain, '/')), from.domain, concat('https://shop-', toString(k), '.example/'), '/',
        if(from.click = '', map(), map(from.click, lower(hex(sipHash64(session, 5)))))
    ) AS touch,
    from.channel AS channel,
    from.channel_group AS channel_group,
    if(place = 0, touch.10, map()) AS click_ids,
    if(sipHash64(session, 6) % 10 = 0, concat('funnel-', toString(sipHash64(session, 7) % 3)), '') AS funnel_id,
    '' AS funnel_name,
    ['Chrome', 'Safari', 'Firefox', 'Edge'][1 + sipHash64(k, person, 8) % 4] AS browser,
    ['Desktop', 'Mobile', 'Tablet'][1 + sipHash64(k, person, device, 9) % 3] AS device_type,
    ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo'][1 + sipHash64(k, person, 10) % 3] AS time_zone,
    concat(
        '{"$lib":"web","$lib_version":"1.449.2","$screen_width":1920,"$screen_height":1080,"$viewport_width":1280,"$os":"Mac OS X","$session_id":"',
        session_id, '","$current_url":"', current_url, '","$pathname":"', pathname, '","$browser":"', browser, '","$browser_version":149',
        if(event = 'purchase', concat(',"revenue":', toString(5 + sipHash64(session, place, 11) % 20000 / 100), ',"currency":"EUR"'), ''),
        if(event = '$identify', concat(',"$anon_distinct_id":"', anonymous_id, '","$set":{"plan":"', ['free', 'team', 'pro'][1 + sipHash64(k, person, 12) % 3], '"}'), ''),
        '}') AS properties,
    {received_at:DateTime64(3, 'UTC')} AS received_at
FROM
(
    SELECT
        *,
        arrayJoin(range(least(60, 1 + toUInt64(-log(1 - sipHash64(session, 13) % 1000000 / 1000000.) * 7)))) AS place,
        place * 20000 + sipHash64(session, place, 14) % 20000 AS at,
        sipHash64(session, place, 15) % 100 AS dice
    FROM
    (
        SELECT
            number AS session,
            least({locations:UInt64} - 1, toUInt64({locations:UInt64} * pow(sipHash64(session, 16) % 1000000 / 1000000., 3.5))) AS k,
            greatest(1, toUInt64({sessions:UInt64} * (pow((k + 1) / {locations:UInt64}, 1 / 3.5) - pow(k / {locations:UInt64}, 1 / 3.5)) / 2.5)) AS people,
            toUInt64(people * pow(sipHash64(session, 17) % 1000000 / 1000000., 1.3)) AS person,
            sipHash64(session, 18) % (1 + (sipHash64(k, person, 19) % 100 < 25) + (sipHash64(k, person, 19) % 100 < 5)) AS device,
            concat('0190', lower(hex(sipHash128(k, person, device)))) AS anonymous_id,
            concat('user-', toString(k), '-', toString(person)) AS user_id,
            sipHash64(k, person, 20) % 100 < 40 AND sipHash64(session, 21) % 100 < 60 AS knows,
            sources[arrayFirstIndex(bound -> sipHash64(session, 22) % 100 < bound, {bounds:Array(UInt8)})] AS from,
            -- In the order of their coming, half an hour more or less.
            toDateTime64('2026-01-01 00:00:00', 3, 'UTC')
                + toIntervalMillisecond(toUInt64(180 * 86400000 * (session / {sessions:UInt64})) + sipHash64(session, 23) % 1800000) AS start,
            -- As SDKs make ids: the time first (UUIDv7), so that sessions of one time lie together.
            lower(hex(toUInt64(toUnixTimestamp64Milli(start)))) AS start_hex,
            lower(hex(sipHash128(session))) AS session_hex,
            concat(substring(start_hex, 1, 8), '-', substring(start_hex, 9), '-7', substring(session_hex, 1, 3), '-a', substring(session_hex, 4, 3),
                '-', substring(session_hex, 7, 12)) AS session_id
        FROM numbers({first:UInt64}, {last:UInt64} - {first:UInt64})
    )
)
