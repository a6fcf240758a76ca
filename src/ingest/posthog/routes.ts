import { Hono } from 'hono'
import { captureFailureBody, v1FailureBody } from '../../http/request-failure.ts'
import { createCapture } from './capture.ts'
import { createCaptureV1, echoRequestId } from './capture-v1.ts'
import { createCourier } from './courier.ts'
import { type Answer, createDoor } from './door.ts'
import type { PosthogDeps } from './posthog-deps.ts'
import { createRemoteConfig } from './remote-config.ts'
import { stubs } from './stubs.ts'
import { createWebhook } from './webhook.ts'

/** All the same: the SDKs changed the path over the years, and posthog-js changes it within one page view. */
const capturePaths = ['/e', '/i/v0/e', '/capture', '/track', '/batch', '/i/v0/ai', '/i/v0/ai/batch']

/**
 * The PostHog wire, so that a stock SDK needs nothing but this gateway's address as its `api_host`.
 * @example new Hono().route('/', createPosthogRoutes({ ingest, writeKeys, limits, bodies, log }))
 */
export function createPosthogRoutes({ now = Date.now, ...deps }: PosthogDeps) {
  const { batchMaxBytes } = deps.limits
  const capture = { courier: createCourier(deps), batchMaxBytes, now }
  const config = createRemoteConfig(capture)
  const door = createDoor(deps.log, deps.bodies)
  const captureDoor = createDoor(deps.log, deps.bodies, deps.onRefused)
  const routes = new Hono({ strict: false })

  function serve(methods: string[], paths: string[], answer: Answer, through = door) {
    routes.on([...methods, 'OPTIONS'], paths, through(answer, captureFailureBody))
  }

  serve(['GET', 'POST'], capturePaths, createCapture(capture), captureDoor)
  serve(['GET', 'POST'], ['/engage'], createCapture(capture, '$identify'), captureDoor)
  const captureV1 = captureDoor(createCaptureV1(capture), v1FailureBody)
  routes.on(['POST', 'OPTIONS'], '/i/v1/analytics/events', echoRequestId(captureV1))
  serve(['GET', 'POST'], ['/flags', '/decide'], config.flags)
  serve(['GET'], ['/array/:token/config.js'], config.script)
  serve(['GET'], ['/array/:token/config'], config.json)
  serve(['POST', 'PUT'], ['/webhooks/posthog'], createWebhook(capture, deps.webhookSecrets), captureDoor)
  for (const [path, answer] of Object.entries(stubs)) serve(['GET', 'POST'], [path], () => Response.json(answer))
  return routes
}
