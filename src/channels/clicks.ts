import type { clickIdParameters } from '../ingest/click-ids.ts'

type ClickIdParameter = (typeof clickIdParameters)[number]

/**
 * What a click id says about the visit that carries it. `search` and `social`: an ad of such a platform was paid for.
 * `social_link`: added to every link out of a network, paid or not. `product_listing`: Google's free listings. '':
 * nothing.
 */
const clickKinds = {
  gclid: 'search',
  gclsrc: 'search',
  dclid: 'search',
  gbraid: 'search',
  wbraid: 'search',
  gad_source: 'search',
  msclkid: 'search',
  yclid: 'search',
  twclid: 'social',
  ttclid: 'social',
  li_fat_id: 'social',
  rdt_cid: 'social',
  sccid: 'social',
  epik: 'social',
  qclid: 'social',
  fbclid: 'social_link',
  igshid: 'social_link',
  igsh: 'social_link',
  srsltid: 'product_listing',
  irclid: 'affiliate',
  irclickid: 'affiliate',
  cjevent: 'affiliate',
  mc_cid: 'email',
  _kx: 'email',
  oppref: '',
  bfcid: '',
} as const satisfies Record<ClickIdParameter, string>

export type ClickKind = Exclude<(typeof clickKinds)[ClickIdParameter], ''>

export const clicksOf = (kind: ClickKind): string[] =>
  Object.entries(clickKinds).flatMap(([parameter, of]) => (of === kind ? [parameter] : []))
