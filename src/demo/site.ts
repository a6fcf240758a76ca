import type { Random } from './random.ts'

export const host = 'shop.example'

export interface Page {
  path: string
  title: string
}

interface Product extends Page {
  sku: string
  name: string
  price: number
}

interface FunnelStep {
  id: string
  path: string
  title: string
}

export interface Funnel {
  id: string
  name: string
  steps: readonly FunnelStep[]
  /** How many go on from each step to the next. */
  passRate: number
  /** What a completed funnel is worth. */
  items(random: Random): { product: Product; quantity: number }[]
}

const product = (sku: string, name: string, path: string, price: number): Product => ({
  sku,
  name,
  path,
  price,
  title: `${name} – Lumen Skin`,
})

const products: readonly [Product, ...Product[]] = [
  product('SER-C', 'Vitamin C Serum', '/shop/vitamin-c-serum', 48),
  product('CRM-N', 'Night Cream', '/shop/night-cream', 62.5),
  product('SPF-50', 'Mineral SPF 50', '/shop/mineral-spf-50', 29),
  product('KIT-1', 'Starter Kit', '/shop/starter-kit', 119),
]

const treatments: readonly [Product, ...Product[]] = [
  product('TRT-LASER', 'Laser Treatment', '/treatments/laser', 240),
  product('TRT-PEEL', 'Chemical Peel', '/treatments/peel', 165),
  product('TRT-CONSULT', 'Consultation', '/treatments/consultation', 60),
]

export const pages: readonly [Page, ...Page[]] = [
  { path: '/', title: 'Lumen Skin – Clinic and Shop' },
  { path: '/shop', title: 'Shop – Lumen Skin' },
  { path: '/treatments', title: 'Treatments – Lumen Skin' },
  { path: '/about', title: 'About us – Lumen Skin' },
  { path: '/blog/winter-skin', title: 'Skin care in winter – Lumen Skin' },
  { path: '/contact', title: 'Contact – Lumen Skin' },
  ...products,
  ...treatments,
]

const step = (id: string, path: string, title: string): FunnelStep => ({ id, path, title: `${title} – Lumen Skin` })

export const checkout: Funnel = {
  id: 'fnl_checkout',
  name: 'Shop checkout',
  passRate: 0.68,
  steps: [
    step('cart', '/cart', 'Cart'),
    step('details', '/checkout/details', 'Your details'),
    step('payment', '/checkout/payment', 'Payment'),
    step('done', '/checkout/done', 'Thank you'),
  ],
  items: (random) =>
    Array.from({ length: random.chance(0.3) ? 2 : 1 }, () => ({
      product: random.pick(products),
      quantity: random.chance(0.2) ? 2 : 1,
    })),
}

export const booking: Funnel = {
  id: 'fnl_booking',
  name: 'Treatment booking',
  passRate: 0.6,
  steps: [
    step('treatment', '/book', 'Choose a treatment'),
    step('slot', '/book/slot', 'Choose a time'),
    step('done', '/book/done', 'Booked'),
  ],
  items: (random) => [{ product: random.pick(treatments), quantity: 1 }],
}

export function pageAt(path: string): Page {
  return pages.find((page) => page.path === path) ?? pages[0]
}
