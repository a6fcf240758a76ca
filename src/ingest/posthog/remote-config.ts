import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { RequestFailure } from '../../http/request-failure.ts'
import { isJsonObject } from '../../json/json-value.ts'
import type { BodyRoom } from '../body-budget.ts'
import type { CaptureDeps } from './capture.ts'
import type { Answer } from './door.ts'
import { readPayload } from './payload.ts'
import { checkedToken, tokenIn } from './token.ts'

/**
 * What posthog-js reads before it starts: events go to `/i/v0/e/`, compressed and without a preflight, autocapture is
 * on (it must be said: silence means off), and everything that needs another service is off, so that nothing is
 * requested in vain. Surveys are not even spoken of: current SDKs load their script for anything that is said, `false`
 * too.
 */
function remoteConfig(token: string) {
  return {
    token,
    supportedCompression: ['gzip', 'gzip-js'],
    hasFeatureFlags: false,
    captureDeadClicks: false,
    capturePerformance: false,
    autocapture_opt_out: false,
    autocaptureExceptions: false,
    analytics: { endpoint: '/i/v0/e/' },
    elementsChainAsString: true,
    errorTracking: { autocaptureExceptions: false, suppressionRules: [] },
    sessionRecording: false,
    heatmaps: false,
    productTours: false,
    defaultIdentifiedOnly: true,
    siteApps: [],
  }
}

/** No feature flags, in one form that every SDK understands; for old ones this answer is also the remote config. */
function flagsAnswer(token: string) {
  return {
    flags: {},
    featureFlags: {},
    featureFlagPayloads: {},
    errorsWhileComputingFlags: false,
    requestId: randomUUID(),
    isAuthenticated: false,
    toolbarParams: {},
    config: { enable_collect_everything: true },
    ...remoteConfig(token),
  }
}

/** Adds to what is there: a page may load several projects. */
function configScript(token: string): string {
  // `<` is escaped for pages that put the script inline.
  const json = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c')
  const entry = `{config:${json(remoteConfig(token))},siteApps:[]}`
  return `(function(w){w._POSTHOG_REMOTE_CONFIG=w._POSTHOG_REMOTE_CONFIG||{};w._POSTHOG_REMOTE_CONFIG[${json(token)}]=${entry}})(window);\n`
}

export function createRemoteConfig({ courier, batchMaxBytes }: Omit<CaptureDeps, 'now'>) {
  const knownToken = async (context: Context) => {
    const token = context.req.param('token') ?? ''
    try {
      await courier.locationOf(token)
    } catch (error) {
      // A page that is not there, as in PostHog; but a lookup that failed must be tried again.
      if (error instanceof RequestFailure) throw new RequestFailure('not_found', 'The project token is not known here.')
      throw error
    }
    return token
  }

  const script: Answer = async (context) =>
    new Response(configScript(await knownToken(context)), {
      headers: { 'Content-Type': 'application/javascript; charset=utf-8', 'Cache-Control': 'public, max-age=300' },
    })

  const json: Answer = async (context) =>
    Response.json(remoteConfig(await knownToken(context)), { headers: { 'Cache-Control': 'public, max-age=300' } })

  const flags: Answer = async (context, room) => {
    const token = context.req.query('token') ?? (await tokenInBody(context.req.raw, room))
    await courier.locationOf(token)
    return Response.json(flagsAnswer(checkedToken(token)))
  }

  async function tokenInBody(request: Request, room: BodyRoom): Promise<string | undefined> {
    const { json } = await readPayload(request, batchMaxBytes, room)
    return isJsonObject(json) ? tokenIn(json) : undefined
  }

  return { script, json, flags }
}
