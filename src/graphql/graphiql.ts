import type { GraphiQLOptions, Plugin } from 'graphql-yoga'
import { pagePolicy } from '../http/security-headers.ts'

const tokenPlaceholder = 'paste-the-read-token-here'
const headers = JSON.stringify({ Authorization: `Bearer ${tokenPlaceholder}` }, null, 2)

/** The thirty days that end with this one. */
const rangeUntil = (today: string): string => {
  const first = new Date(Date.parse(today) - 29 * 86_400_000)
  return `{ from: "${first.toISOString().slice(0, 10)}", to: "${today}" }`
}

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

const metrics = (range: string) => `# The location's KPIs per day.
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

const errors = (range: string) => `# What broke, how often, for how many people.
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
function optionsOf(today: string): GraphiQLOptions {
  const range = rangeUntil(today)
  return {
    title: 'Attrigraph',
    defaultQuery: users,
    defaultTabs: [users, metrics(range), sessions, errors(range), live, viewer].map((query) => ({ query, headers })),
    headers,
    defaultHeaders: headers,
    shouldPersistHeaders: false,
    credentials: 'omit',
  }
}

/**
 * Several tabs that are new come with the way that they slid in left on them, and jump back by it under the pointer
 * that presses them: GraphiQL hides that way until a tab has the focus. Always hidden, a tab is chosen by a click;
 * dragged, it changes its place without sliding.
 */
const stillTabs = '<style>.graphiql-tab { transform: none !important }</style>'

const renderCall = 'YogaGraphiQL.renderYogaGraphiQL('

interface Page {
  text: string
  policy: string
}

/** The page, and the plugin that sends its content security policy along. */
export function createGraphiQL(now: () => number): { render(): Promise<string>; plugin: Plugin } {
  let rendered: { day: string; page: Promise<Page> } | undefined
  let policy: string | undefined

  async function pageOf(day: string): Promise<Page> {
    const text = await renderGraphiQL(optionsOf(day))
    return { text, policy: pagePolicy(text) }
  }

  return {
    async render() {
      const day = new Date(now()).toISOString().slice(0, 10)
      // The page is large, and the same all day.
      if (rendered?.day !== day) rendered = { day, page: pageOf(day) }
      try {
        const page = await rendered.page
        policy = page.policy
        return page.text
      } catch (error) {
        rendered = undefined
        throw error
      }
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
 * GraphiQL whose headers already hold the token of a link such as `/graphql#token=…`. A fragment never leaves the
 * browser, and is taken out of the address bar at once.
 */
async function renderGraphiQL(options: GraphiQLOptions): Promise<string> {
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
