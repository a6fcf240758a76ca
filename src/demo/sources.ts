import type { Device } from './devices.ts'
import type { Random } from './random.ts'

/** How a visit begins: what the landing URL carries, and what the browser says it came from. */
export interface Arrival {
  parameters: Record<string, string>
  referrer: string
  /** Landing page, where the campaign has one of its own. */
  path?: string
}

export interface Source {
  weight: number
  arrive(random: Random, device: Device): Arrival
}

const google = 'https://www.google.com/'
const facebook = 'https://l.facebook.com/'
const campaigns = ['autumn-sale', 'brand', 'new-patients', 'generic-skin-care'] as const
const utm = (source: string, medium: string, campaign: string, over: Record<string, string> = {}) => ({
  utm_source: source,
  utm_medium: medium,
  utm_campaign: campaign,
  ...over,
})
const base64 = (random: Random, length: number) => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return Array.from({ length }, () => letters[random.integer(0, 63)]).join('')
}

/** On iOS an ad click carries `gbraid` or `wbraid`, because a `gclid` would need the person's consent. */
function googleAds(random: Random, device: Device): Arrival {
  const campaign = random.pick(campaigns)
  const tags = utm('google', 'cpc', campaign, {
    utm_term: random.pick(['skin clinic', 'laser treatment', 'vitamin c serum', 'dermatologist near me']),
    utm_content: `ad-${random.integer(1, 4)}`,
    gad_source: '1',
  })
  const click =
    device.os === 'iOS' && random.chance(0.6)
      ? { [random.chance(0.7) ? 'gbraid' : 'wbraid']: `0AAAAA${base64(random, 22)}` }
      : { gclid: `Cj0KCQ${base64(random, 40)}_BwE` }
  return { parameters: { ...tags, ...click }, referrer: google, path: random.pick(['/', '/treatments', '/shop']) }
}

function facebookAds(random: Random): Arrival {
  const place = random.pick(['Facebook_Mobile_Feed', 'Instagram_Stories', 'Instagram_Reels'])
  return {
    parameters: {
      ...utm('facebook', 'paid_social', random.pick(['retargeting', 'lookalike-1', 'autumn-sale']), {
        utm_content: place,
      }),
      fbclid: `IwZXh0bgNhZW0${base64(random, 36)}`,
    },
    referrer: place.startsWith('Instagram') ? 'https://l.instagram.com/' : facebook,
    path: random.pick(['/shop', '/treatments/laser', '/shop/vitamin-c-serum']),
  }
}

const search = (referrer: string): Source['arrive'] => {
  return (random) => ({
    parameters: {},
    referrer,
    path: random.pick(['/', '/treatments', '/blog/winter-skin', '/shop']),
  })
}
const link =
  (referrer: string, path: string): Source['arrive'] =>
  () => ({ parameters: {}, referrer, path })

const direct: Source = { weight: 17, arrive: () => ({ parameters: {}, referrer: '' }) }

const newsletter: Source = {
  weight: 6,
  arrive: (random) => ({
    parameters: {
      ...utm('newsletter', 'email', `letter-${random.integer(40, 48)}`),
      ...(random.chance(0.5) ? { _kx: `${base64(random, 20)}.Wk9xYz` } : { mc_cid: random.hex(10) }),
    },
    referrer: random.chance(0.3) ? 'https://mail.google.com/' : '',
    path: '/shop',
  }),
}
const organicGoogle: Source = { weight: 19, arrive: search(google) }
const paidFacebook: Source = { weight: 12, arrive: facebookAds }

/** Where people come from the first time. */
export const firstSources: readonly [Source, ...Source[]] = [
  { weight: 20, arrive: googleAds },
  paidFacebook,
  organicGoogle,
  direct,
  newsletter,
  { weight: 4, arrive: search('https://www.bing.com/') },
  { weight: 1.5, arrive: search('https://duckduckgo.com/') },
  {
    weight: 4,
    arrive: (random) => ({
      parameters: { ...utm('bing', 'cpc', random.pick(campaigns)), msclkid: random.hex(32) },
      referrer: 'https://www.bing.com/',
      path: '/treatments',
    }),
  },
  {
    weight: 4,
    arrive: (random) => ({
      parameters: {
        ...utm('tiktok', 'paid_social', 'creator-spark', { utm_content: `video-${random.integer(1, 3)}` }),
        ttclid: `E.C.P.${base64(random, 60)}`,
      },
      referrer: random.chance(0.5) ? 'https://www.tiktok.com/' : '',
      path: '/shop/vitamin-c-serum',
    }),
  },
  { weight: 3, arrive: link('https://www.beautyreviews.example/best-serums', '/shop/vitamin-c-serum') },
  { weight: 2, arrive: link('https://www.cityguide.example/clinics', '/treatments') },
  {
    weight: 3,
    arrive: (random) => {
      const affiliate = `aff_${random.integer(101, 106)}`
      return {
        parameters: { ...utm('partnerize', 'affiliate', 'partners'), affiliate_id: affiliate },
        referrer: `https://${affiliate.replace('_', '-')}.blog.example/`,
        path: '/shop',
      }
    },
  },
  { weight: 2, arrive: link('https://www.instagram.com/', '/') },
  {
    weight: 3,
    arrive: (random) => ({
      // chatgpt.com tags its own links.
      parameters: random.chance(0.7) ? { utm_source: 'chatgpt.com' } : {},
      referrer: 'https://chatgpt.com/',
      path: '/blog/winter-skin',
    }),
  },
  { weight: 1, arrive: link('https://www.perplexity.ai/', '/treatments/laser') },
]

/** People who know the site mostly type it, search its name, or are called back. */
export const laterSources: readonly [Source, ...Source[]] = [
  { ...direct, weight: 45 },
  { ...organicGoogle, weight: 20 },
  { ...newsletter, weight: 16 },
  { ...paidFacebook, weight: 10 },
  { weight: 9, arrive: googleAds },
]
