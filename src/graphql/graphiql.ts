import type { GraphiQLOptions, Plugin } from 'graphql-yoga'
import { pagePolicy } from '../http/security-headers.ts'

const tokenPlaceholder = 'paste-the-read-token-here'
const headers = JSON.stringify({ Authorization: `Bearer ${tokenPlaceholder}` }, null, 2)

const range = (() => {
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
  return `{ from: "${day(-29)}", to: "${day(0)}" }`
})()

const users = `# Users with where they came from and what they did last.
# Paste the read token under "Headers" below first.
query Users {
  location {
    users(first: 10, filter: { identified: true }) {
      totalCount
      nodes {
        userId
        lastSeenAt
        attribution {
          firstTouch { occurredAt channel channelGroup utmSource landingUrl }
          lastNonDirectTouch { channelGroup utmCampaign }
          clickIds { platform value firstDetectedAt }
        }
        sessions(first: 3) {
          nodes { startedAt durationSeconds pageviewCount touch { channelGroup } events(first: 5) { nodes { name pathname } } }
        }
      }
    }
  }
}
`

const viewer = `# Who am I, and what may I read?
query Viewer {
  viewer { subject locationIds scopes }
  locations { nodes { locationId timeZone } }
}
`

const metrics = `# The location's KPIs per day.
query Metrics {
  location {
    metrics(range: ${range}) { start eventCount uniqueUsers sessionCount pageviewCount errorCount }
    sessionStats(range: ${range}) { date sessionCount bounceRate averageDurationSeconds topUtmSource }
  }
}
`

const sessions = `# Sessions that a paid search click opened, longest first.
query PaidSearchSessions {
  location {
    sessions(first: 10, filter: { channelGroup: ["Paid Search"] }, orderBy: { field: DURATION }) {
      nodes { startedAt durationSeconds entryPathname exitPathname isBounce user { userId isIdentified } }
    }
  }
}
`

const errors = `# What broke, how often, for how many people.
query Errors {
  location {
    errors(range: ${range}) {
      nodes { type message component count affectedUserCount lastSeenAt samples(first: 1) { stack } }
    }
  }
}
`

const live = `# What is going on right now; it is pushed as long as this tab is open.
subscription Live {
  locationActivity(intervalSeconds: 2) {
    at eventsPerMinute activeUsers activeSessions
    latestEvents { name timestamp pathname user { userId isIdentified } }
  }
}
`

/** GraphiQL as it greets: example questions that run as they are once a token is pasted. */
export const graphiqlOptions: GraphiQLOptions = {
  title: 'Attrigraph',
  defaultQuery: users,
  defaultTabs: [users, metrics, sessions, errors, live, viewer].map((query) => ({ query, headers })),
  headers,
  defaultHeaders: headers,
  shouldPersistHeaders: false,
  credentials: 'omit',
}

/**
 * Several tabs that are new come with the way that they slid in left on them, and jump back by it under the pointer that presses them:
 * GraphiQL hides that way until a tab has the focus. Always hidden, a tab is chosen by a click; dragged, it changes its place without sliding.
 */
const stillTabs = '<style>.graphiql-tab { transform: none !important }</style>'

const renderCall = 'YogaGraphiQL.renderYogaGraphiQL('

/** The page, and the plugin that sends its content security policy along. */
export function createGraphiQL(): { render(options?: GraphiQLOptions): Promise<string>; plugin: Plugin } {
  let rendered: Promise<{ page: string; policy: string }> | undefined
  let policy: string | undefined

  async function renderOnce(options?: GraphiQLOptions): Promise<{ page: string; policy: string }> {
    const page = await renderGraphiQL(options)
    return { page, policy: pagePolicy(page) }
  }

  return {
    async render(options) {
      // The page is large, and always the same.
      rendered ??= renderOnce(options)
      const once = await rendered
      policy = once.policy
      return once.page
    },
    plugin: {
      onResponse({ response }) {
        if (policy !== undefined && response.headers.get('content-type')?.startsWith('text/html'))
          response.headers.set('content-security-policy', policy)
      },
    },
  }
}

/**
 * GraphiQL whose headers already hold the token of a link such as `/graphql#token=…`. A fragment never leaves the browser,
 * and is taken out of the address bar at once.
 */
async function renderGraphiQL(options?: GraphiQLOptions): Promise<string> {
  // Its texts take 34 MB: only where somebody opens it.
  const { renderGraphiQL: render } = await import('@graphql-yoga/render-graphiql')
  const withToken = `((render) => (root, options) => {
    const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
    if (location.hash) history.replaceState(null, '', location.pathname + location.search)
    const filled = JSON.stringify(options).replaceAll('${tokenPlaceholder}', token)
    return render(root, /^[\\w.-]+$/.test(token) ? JSON.parse(filled) : options)
  })(YogaGraphiQL.renderYogaGraphiQL)(`
  const page = render(options).replace('</head>', (end) => stillTabs + end)
  const at = page.lastIndexOf(renderCall)
  return at < 0 ? page : page.slice(0, at) + withToken + page.slice(at + renderCall.length)
}
