/** Column sets that several pipes share, in their order. Types are those that ClickHouse prints. */

export const utm5 = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'] as const
export const referrers = ['referrer', 'referring_domain'] as const
export const ids16 = [
  'gclid',
  'fbclid',
  'msclkid',
  'twclid',
  'dclid',
  'gbraid',
  'wbraid',
  'li_fat_id',
  'igshid',
  'ttclid',
  'rdt_cid',
  'epik',
  'qclid',
  'sccid',
  'irclid',
  '_kx',
] as const

export const column = <const N extends string>(name: N, type: string, description?: string) => ({
  name,
  type,
  ...(description === undefined ? {} : { description }),
})
export const string = <const N extends string>(name: N, description?: string) => column(name, 'String', description)
export const instant = <const N extends string>(name: N, description?: string) =>
  column(name, 'DateTime64(6)', description)
export const maybeText = <const N extends string>(name: N) => column(name, 'Nullable(String)')

/** `first_utm_source` … of each name, null when absent. A prefix is joined literally: `first__kx`. */
export const prefixed = <const P extends string, const N extends string>(prefix: P, names: readonly N[]) =>
  names.map((name): { name: `${P}_${N}`; type: string } => maybeText(`${prefix}_${name}`))

export const sessionColumns = [
  string('session_id'),
  instant('session_start', 'Time of its first event.'),
  instant('session_end', 'Time of its last event.'),
  column('session_duration_seconds', 'Int32', 'Between the two, whole seconds.'),
  string('location_id'),
  string('first_distinct_id'),
  string('last_distinct_id'),
  column('became_identified', 'UInt8', 'Whether the visitor identified themselves in it.'),
  column('event_count', 'UInt64'),
  column('pageview_count', 'UInt64', '$pageview, pageview and $screen events.'),
  ...(['entry_url', 'entry_host', 'entry_pathname', 'entry_referrer', 'entry_referring_domain'] as const).map((name) =>
    maybeText(name),
  ),
  ...prefixed('first', utm5),
  ...(['exit_url', 'exit_pathname', 'browser', 'device_type', 'timezone'] as const).map((name) => maybeText(name)),
  ...(['funnel_id', 'funnel_name', 'page_id', 'affiliate_id'] as const).map((name) => maybeText(name)),
]

export const attributionColumns = [
  instant('first_seen', 'Time of the first event of all their ids.'),
  ...prefixed('first', utm5),
  ...prefixed('first', referrers),
  ...prefixed('first', ids16),
  instant('last_seen', 'Time of the last event of all their ids.'),
  ...prefixed('last', utm5),
  ...prefixed('last', referrers),
  ...prefixed('last', ids16),
  column('session_count', 'UInt64', 'Distinct sessions.'),
  column('days_between_first_last', 'UInt32', 'UTC midnights between the first and the last touch.'),
  column(
    'fbclid_detected_timestamp_ms',
    'Nullable(Int64)',
    'When the newest fbclid was first detected, in epoch milliseconds: the time in fb.1.<time>.<fbclid>.',
  ),
  string('first_touch_channel', 'Channel of the first touch; direct without one.'),
  string('last_touch_channel', 'Channel of the last touch; direct without one.'),
]
