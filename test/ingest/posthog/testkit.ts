import { gzipSync } from 'node:zlib'
import { createStaticWriteKeys } from '../../../src/auth/write-keys.ts'
import { createBodyBudget } from '../../../src/ingest/body-budget.ts'
import type { CapturedEvent, Delivery, Ingest, RejectedEvent } from '../../../src/ingest/captured-event.ts'
import type { PosthogDeps } from '../../../src/ingest/posthog/posthog-deps.ts'
import { createPosthogRoutes } from '../../../src/ingest/posthog/routes.ts'
import { createLogger } from '../../../src/log.ts'

export const token = 'phc_oslo'
export const nowMs = Date.UTC(2026, 4, 1, 12)
export const uuid = '018a981f-4b35-7c66-825e-8b0eeae65714'
export const iso = (ms: number) => new Date(ms).toISOString()

const limits = { eventMaxBytes: 100_000, batchMaxBytes: 1_000_000, batchMaxEvents: 100, maxDepth: 64 }

interface Options extends Partial<Omit<PosthogDeps, 'limits'>> {
  limits?: Partial<PosthogDeps['limits']>
}

/** The routes with an ingest that remembers what it was given. */
export function posthog(options: Options = {}) {
  const deliveries: Delivery[] = []
  const ingest: Ingest = {
    async accept(delivery) {
      deliveries.push(delivery)
      return { accepted: delivery.events.length, duplicates: 0, quarantined: delivery.rejected.length }
    },
  }
  const routes = createPosthogRoutes({
    ingest,
    writeKeys: createStaticWriteKeys(
      new Map([
        [token, 'oslo'],
        ['phc_bergen', 'bergen'],
      ]),
    ),
    bodies: createBodyBudget(1e9),
    log: createLogger('silent'),
    now: () => nowMs,
    ...options,
    limits: { ...limits, ...options.limits },
  })
  return {
    deliveries,
    request: (path: string, init?: RequestInit) => Promise.resolve(routes.request(path, init)),
    post: (path: string, body: BodyInit | object, headers: Record<string, string> = {}) =>
      Promise.resolve(routes.request(path, { method: 'POST', headers, body: bodyOf(body) })),
    events: (): CapturedEvent[] => deliveries.flatMap((delivery) => delivery.events),
    rejected: (): RejectedEvent[] => deliveries.flatMap((delivery) => delivery.rejected),
  }
}

function bodyOf(body: BodyInit | object): BodyInit {
  if (typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream) return body as BodyInit
  return JSON.stringify(body)
}

export const gzip = (value: unknown) => new Uint8Array(gzipSync(JSON.stringify(value)))
export const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')

/** A browser's event: token and distinct id inside the properties. */
export function browserEvent(over: Record<string, unknown> = {}, properties: Record<string, unknown> = {}) {
  return { uuid, event: '$pageview', properties: { token, distinct_id: 'anon', $lib: 'web', ...properties }, ...over }
}
