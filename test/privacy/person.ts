/**
 * Somebody with every kind of trace, and two others: one shares a device and a session with them, one has nothing to do
 * with them.
 */
export const ids = {
  user: 'ada@lovelace.example',
  alias: 'crm:ada-1815',
  device: 'anon-ada-0190a1b2',
  second: 'anon-ada-0190ffff',
} as const
export const adasIds = Object.values(ids)
export const grace = { user: 'grace-hopper-42', device: 'anon-grace-7' } as const
export const alan = 'alan-turing-42'

const day = Date.UTC(2026, 2, 10, 9)
let count = 0
const uuidAt = (n: number) => `018a981f-4b35-7c66-825e-${n.toString(16).padStart(12, '0')}`

export interface Sent {
  uuid: string
  event: string
  distinct_id: string
  timestamp: string
  properties: Record<string, unknown>
}

function at(minute: number, distinct_id: string, event: string, properties: Record<string, unknown> = {}): Sent {
  return {
    uuid: uuidAt(++count),
    event,
    distinct_id,
    timestamp: new Date(day + minute * 60_000).toISOString(),
    properties: { $lib: 'web', ...properties },
  }
}

const page = (path: string) => ({ $current_url: `https://shop.example${path}` })

/** Events that are about the person. */
export const adasEvents: Sent[] = [
  at(0, ids.device, '$pageview', {
    ...page('/?gclid=ADA-CLICK&utm_source=google'),
    $session_id: 's-ada',
    $device_id: ids.device,
  }),
  at(1, ids.device, '$autocapture', { ...page('/'), $session_id: 's-ada', note: `I am ${ids.user}` }),
  at(2, ids.user, '$identify', {
    $anon_distinct_id: ids.device,
    $session_id: 's-ada',
    $set: { email: ids.user, phone: '+47 123' },
    $set_once: { first_page: '/ada' },
  }),
  at(3, ids.user, 'purchase', {
    ...page(`/thanks?mail=${encodeURIComponent(ids.user)}`),
    $session_id: 's-ada',
    revenue: 10,
  }),
  at(4, ids.user, '$create_alias', { alias: ids.alias }),
  at(5, ids.second, '$pageview', page('/second')),
  at(6, ids.user, '$merge_dangerously', { alias: ids.second }),
  at(7, ids.user, '$exception', {
    $session_id: 's-ada',
    $exception_list: [{ type: 'TypeError', value: `no cart for ${ids.user}` }],
  }),
  at(200, ids.user, '$pageview', { ...page('/shared?fbclid=ADA-FB'), $session_id: 's-shared', $device_id: ids.device }),
  at(201, ids.user, '$identify', { $anon_distinct_id: 'undefined', $session_id: 's-shared' }),
]

/** Events of others, some of which name her. */
export const othersEvents: Sent[] = [
  at(203, grace.device, '$pageview', {
    ...page('/grace?fbclid=GRACE-FB'),
    $session_id: 's-shared',
    $device_id: ids.device,
  }),
  at(204, grace.user, '$identify', { $anon_distinct_id: grace.device, $session_id: 's-shared', $set: { plan: 'pro' } }),
  // A statement that is refused: the id belongs to Ada already.
  at(205, grace.user, '$identify', { $anon_distinct_id: ids.device, $session_id: 's-shared' }),
  at(206, grace.user, 'purchase', { ...page('/thanks'), $session_id: 's-shared', revenue: 25 }),
  at(300, alan, '$pageview', { ...page(`/invite?from=${ids.alias}`), $session_id: 's-alan' }),
  at(301, alan, '$pageview', page('/own')),
  at(302, alan, '$exception', { $exception_list: [{ type: 'Error', value: `cannot invite ${ids.alias}` }] }),
  at(303, alan, 'purchase', { revenue: 7, $set: { plan: 'free', friend: ids.user } }),
]

/** Events that cannot be understood; the last one is nobody's. */
export const badEvents: unknown[] = [
  { event: '', distinct_id: ids.device, properties: { a: 1 } },
  { event: 'no-id', properties: { $device_id: ids.device, email: ids.user } },
  { event: 'x'.repeat(300), distinct_id: alan, properties: { referrer: `mailto:${ids.user}` } },
  { event: '', distinct_id: alan, properties: { b: 2 } },
]
