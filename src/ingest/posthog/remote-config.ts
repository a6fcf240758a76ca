import type { JsonObject } from '../../json.ts'

/**
 * The settings that an SDK asks for: plain capture, nothing that would load more scripts. Every key that posthog-js
 * misses makes it fall back to something worse (for example uncompressed JSON with a preflight).
 */
export function remoteConfig(token: string): JsonObject {
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
    surveys: false,
    productTours: false,
    defaultIdentifiedOnly: true,
    siteApps: [],
  }
}

/** The same as a script, which must leave the configurations of other tokens alone. */
export function remoteConfigScript(token: string): string {
  // `<` cannot end a script element when the text is inlined somewhere.
  const literal = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c')
  return `(function(){var all=window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{};all[${literal(token)}]={config:${literal(remoteConfig(token))},siteApps:[]};})();\n`
}

/** No flags, in a form that `/flags` and `/decide` clients from 1.100 on understand; older ones read the configuration from it. */
export function flagsAnswer(token: string, requestId: string): JsonObject {
  return {
    ...remoteConfig(token),
    flags: {},
    featureFlags: {},
    featureFlagPayloads: {},
    errorsWhileComputingFlags: false,
    requestId,
    isAuthenticated: false,
    toolbarParams: {},
    config: { enable_collect_everything: true },
  }
}
