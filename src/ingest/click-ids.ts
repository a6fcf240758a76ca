/**
 * Query parameters by which ad platforms mark a click; `_fbc` is the browser's own Meta click value, kept beside them.
 */
export const clickIdParameters = [
  'gclid',
  'gclsrc',
  'dclid',
  'gbraid',
  'wbraid',
  'gad_source',
  'fbclid',
  'msclkid',
  'twclid',
  'ttclid',
  'li_fat_id',
  'igshid',
  'igsh',
  'rdt_cid',
  'epik',
  'qclid',
  'sccid',
  'irclid',
  'irclickid',
  '_kx',
  'mc_cid',
  'srsltid',
  'yclid',
  'cjevent',
  'oppref',
  'bfcid',
] as const

export const utmParameters = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'] as const
