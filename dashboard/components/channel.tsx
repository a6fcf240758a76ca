/** The same colour for the same channel, on every view. */
const colors: Record<string, number> = {
  direct: 0,
  'paid search': 1,
  google_ads: 1,
  google: 1,
  'organic search': 2,
  'paid social': 3,
  facebook_ads: 3,
  meta: 3,
  facebook: 3,
  email: 4,
  newsletter: 4,
  utm: 4,
  referral: 5,
  'organic social': 6,
  tiktok_ads: 6,
  tiktok: 6,
  affiliates: 7,
  microsoft_ads: 7,
  bing: 7,
  'ai assistant': 8,
  google_ads_ios14: 8,
}
const hues = 9

export function channelColor(key: string): string {
  const name = key.toLowerCase()
  const known = colors[name] ?? (name.startsWith('(') ? 0 : undefined)
  let hash = 0
  for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) % 9973
  return `var(--hue-${known ?? 1 + (hash % (hues - 1))})`
}

export const Channel = ({ name }: { name: string }) => (
  <span className="channel">
    <span className="dot" style={{ background: channelColor(name) }} aria-hidden="true" />
    <span className="channel-name" title={name}>
      {name}
    </span>
  </span>
)
