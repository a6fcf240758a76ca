import { builder } from './builder.ts'

/** Which ad platform's click a parameter marks; any other parameter is OTHER. */
export const platformOfParameter = {
  gclid: 'GOOGLE',
  gclsrc: 'GOOGLE',
  dclid: 'GOOGLE',
  gbraid: 'GOOGLE',
  wbraid: 'GOOGLE',
  gad_source: 'GOOGLE',
  srsltid: 'GOOGLE',
  fbclid: 'META',
  msclkid: 'MICROSOFT',
  twclid: 'TWITTER',
  ttclid: 'TIKTOK',
  li_fat_id: 'LINKEDIN',
  igshid: 'INSTAGRAM',
  igsh: 'INSTAGRAM',
  rdt_cid: 'REDDIT',
  epik: 'PINTEREST',
  qclid: 'QUORA',
  sccid: 'SNAPCHAT',
  irclid: 'IMPACT',
  irclickid: 'IMPACT',
  _kx: 'KLAVIYO',
  mc_cid: 'MAILCHIMP',
  yclid: 'OTHER',
  cjevent: 'OTHER',
  oppref: 'OTHER',
  bfcid: 'OTHER',
} as const

export type AdPlatformName = (typeof platformOfParameter)[keyof typeof platformOfParameter]

const platforms: ReadonlyMap<string, AdPlatformName> = new Map(Object.entries(platformOfParameter))

export const platformOf = (parameter: string): AdPlatformName => platforms.get(parameter) ?? 'OTHER'

/** The parameters of the given platforms. */
export const parametersOf = (wanted: readonly AdPlatformName[]): string[] =>
  [...platforms].filter(([, platform]) => wanted.includes(platform)).map(([parameter]) => parameter)

export const AdPlatform = builder.enumType('AdPlatform', {
  description: 'The ad platform that marked a click with its own parameter.',
  values: [
    'GOOGLE',
    'META',
    'MICROSOFT',
    'TWITTER',
    'TIKTOK',
    'LINKEDIN',
    'INSTAGRAM',
    'REDDIT',
    'PINTEREST',
    'QUORA',
    'SNAPCHAT',
    'IMPACT',
    'KLAVIYO',
    'MAILCHIMP',
    'OTHER',
  ] as const,
})
