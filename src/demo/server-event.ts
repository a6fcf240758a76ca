import type { JsonObject } from '../json/json-value.ts'
import type { Random } from './random.ts'
import type { Funnel } from './site.ts'
import type { WireEvent } from './wire-event.ts'

/** posthog-node: no session, no page, no campaign; who it was is all that ties it to a visit. */
function serverEvent(
  random: Random,
  atMs: number,
  distinctId: string,
  event: string,
  properties: JsonObject,
): WireEvent {
  return {
    uuid: random.uuidV7(atMs),
    event,
    distinct_id: distinctId,
    timestamp: new Date(atMs).toISOString(),
    properties: {
      ...properties,
      $lib: 'posthog-node',
      $lib_version: '5.70.0',
      $is_server: true,
      $geoip_disable: true,
      $ignore_sent_at: true,
    },
  }
}

/** The shop's back end reports the sale when the payment provider confirms it. */
export function purchase(random: Random, atMs: number, distinctId: string, funnel: Funnel): WireEvent {
  const items = funnel.items(random).map(({ product, quantity }) => ({
    sku: product.sku,
    name: product.name,
    price: product.price,
    quantity,
  }))
  const revenue = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  const order = { order_id: `ord_${random.hex(10)}`, revenue, currency: 'USD', items }
  return serverEvent(random, atMs, distinctId, 'purchase', {
    ...order,
    funnel_id: funnel.id,
    funnel_name: funnel.name,
    // Browser errors carry the same id, where both sides log it.
    request_id: `req_${random.hex(12)}`,
  })
}
