import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { WriteKeys } from '../../auth/write-keys.ts'
import { isJsonObject, type JsonObject } from '../../json.ts'
import type { Logger } from '../../log.ts'
import { type Ingest, IngestOverloadedError } from '../captured-event.ts'
import { CaptureError, unauthorized } from './capture-error.ts'
import { readV1Headers, sortV1 } from './capture-v1.ts'
import { type CaptureLimits, type Sorted, sortEvents } from './captured.ts'
import { withoutSentinel } from './cookieless.ts'
import { ingestCors } from './cors.ts'
import { checkToken, openEnvelope, parseJson } from './envelope.ts'
import { flagsAnswer, remoteConfig, remoteConfigScript } from './remote-config.ts'
import { checkV1Encoding, readBytes, readPayload } from './request-body.ts'
import { checkSignature, webhookEvents } from './webhook.ts'

export interface PosthogDeps {
  ingest: Ingest
  writeKeys: WriteKeys
  limits: CaptureLimits
  log: Logger
  now?: () => number
  /** `whsec_…`: webhooks must then be signed. */
  webhookSecret?: string
}

const capturePaths = ['/e', '/i/v0/e', '/capture', '/track', '/batch', '/i/v0/ai', '/i/v0/ai/batch']
/** Asked for by some SDK settings; an empty answer keeps the browser's console quiet. */
const emptyAnswers: Readonly<Record<string, JsonObject>> = {
  '/s': { status: 'Ok' },
  '/api/surveys': { surveys: [] },
  '/api/web_experiments': { experiments: [] },
  '/api/early_access_features': { earlyAccessFeatures: [] },
  '/api/product_tours': { product_tours: [] },
  '/i/v1/logs': {},
  '/i/v1/metrics': {},
}

/** The PostHog wire: everything that a stock SDK asks of its host. One write key, one location. */
export function createPosthogRoutes({ ingest, writeKeys, limits, log, now = Date.now, webhookSecret }: PosthogDeps) {
  async function locationOf(token: string): Promise<string> {
    const locationId = await writeKeys.locationOf(token)
    if (locationId === undefined) throw unauthorized('The API key is not known here.')
    return locationId
  }

  async function store(token: string, { events, rejected }: Sorted, headers: Headers) {
    const locationId = await locationOf(token)
    if (events.length + rejected.length === 0) return
    const userAgent = headers.get('user-agent') ?? ''
    const receipt = await ingest.accept({
      locationId,
      events: events.map((event) => withoutSentinel(event, token, userAgent)),
      rejected,
      sender: userAgent === '' ? {} : { userAgent },
    })
    if (receipt.quarantined > 0) log.warn({ locationId, ...receipt }, 'events went to quarantine')
  }

  async function capture(context: Context, defaultEvent?: string) {
    const { raw } = context.req
    const nowMs = now()
    const { token, sentAtMs, events } = openEnvelope(await readPayload(raw, limits.batchMaxBytes), new URL(raw.url))
    await locationOf(token)
    if (events.length > limits.batchMaxEvents) throw new CaptureError(413, 'too_many_events', `At most ${limits.batchMaxEvents} events in a request.`)
    const sorted = sortEvents(events, { nowMs, sentAtMs }, limits, defaultEvent)
    await store(token, sorted, raw.headers)
    const [only] = events.length === 1 ? sorted.rejected : []
    // A sender of one bad event can mend it; in a batch, the good ones must not be sent again.
    if (only !== undefined) throw new CaptureError(only.reason === 'event_too_large' ? 413 : 400, only.reason, only.detail)
    return context.json({ status: 'Ok' })
  }

  async function captureV1(context: Context) {
    const { raw } = context.req
    const request = readV1Headers(raw.headers)
    await locationOf(request.token)
    checkV1Encoding(raw)
    const { results, ...sorted } = sortV1(parseJson(await readPayload(raw, limits.batchMaxBytes)), request, now(), limits)
    await store(request.token, sorted, raw.headers)
    return context.json({ results })
  }

  async function webhook(context: Context) {
    const { raw } = context.req
    const text = (await readBytes(raw, limits.batchMaxBytes)).toString('utf8')
    if (webhookSecret !== undefined) checkSignature(raw.headers, text, webhookSecret, now())
    const body = parseJson(text)
    const given = context.req.query('key') ?? context.req.query('token') ?? bearer(raw.headers) ?? (isJsonObject(body) ? body.api_key : undefined)
    if (typeof given !== 'string') throw unauthorized('Name the write key: ?key=…')
    await store(checkToken(given), sortEvents(webhookEvents(body), { nowMs: now(), sentAtMs: undefined }, limits), raw.headers)
    return context.json({ status: 'Ok' })
  }

  /** Flags are not evaluated here; the answer says so without an error. The body only matters for its token. */
  async function flags(context: Context) {
    const text = await readPayload(context.req.raw, limits.eventMaxBytes).catch(() => '{}')
    const parsed = text === '{}' ? {} : parseJson(text)
    const body = isJsonObject(parsed) ? parsed : {}
    const token = [body.token, body.api_key, context.req.query('token')].find((one) => typeof one === 'string')
    return context.json(flagsAnswer(typeof token === 'string' ? token : '', randomUUID()))
  }

  const app = new Hono({ strict: false })
  const cors = ingestCors()
  for (const path of capturePaths) app.use(path, cors).on(['GET', 'POST'], path, (context) => capture(context))
  for (const [path, answer] of Object.entries(emptyAnswers)) app.use(path, cors).on(['GET', 'POST'], path, (context) => context.json(answer))
  app.use('/engage', cors).on(['GET', 'POST'], '/engage', (context) => capture(context, '$identify'))
  app.use('/i/v1/analytics/events', cors).post('/i/v1/analytics/events', captureV1)
  app.use('/webhooks/posthog', cors).post('/webhooks/posthog', webhook)
  for (const path of ['/flags', '/decide']) app.use(path, cors).on(['GET', 'POST'], path, flags)
  app
    .use('/array/*', cors)
    .get('/array/:token/config.js', async (context) => {
      const token = context.req.param('token')
      if ((await writeKeys.locationOf(token)) === undefined) return context.body('// unknown token\n', 404, { 'Content-Type': 'application/javascript' })
      return context.body(remoteConfigScript(token), 200, { 'Content-Type': 'application/javascript', 'Cache-Control': 'public, max-age=300' })
    })
    .get('/array/:token/config', async (context) => {
      const token = context.req.param('token')
      if ((await writeKeys.locationOf(token)) === undefined) return context.json({ error: 'unknown token' }, 404)
      return context.json(remoteConfig(token), 200, { 'Cache-Control': 'public, max-age=300' })
    })
  return app.onError((error, context) => refusal(error, context, log))
}

const bearer = (headers: Headers) => /^bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]

/**
 * A refusal as PostHog words it. Browsers lose events on any 4xx and retry any 5xx, so whatever is our fault is a 503
 * with `Retry-After`, never a 429 or 500.
 */
function refusal(error: Error, context: Context, log: Logger): Response {
  if (error instanceof CaptureError) {
    const { status, code, message } = error
    if (context.req.path.startsWith('/i/v1/')) return context.json({ error: code, error_description: message, error_uri: '' }, status)
    const type = status === 401 ? 'authentication_error' : 'validation_error'
    return context.json({ type, code, detail: message, error: message }, status)
  }
  const overloaded = error instanceof IngestOverloadedError
  if (!overloaded) log.error({ err: error }, 'events could not be stored; the sender is asked to retry')
  context.header('Retry-After', String(overloaded ? error.retryAfterSeconds : 5))
  return context.json({ type: 'server_error', code: 'retry', detail: 'Try again.', error: 'Try again.' }, 503)
}
