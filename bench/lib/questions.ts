/** Whom and what the questions are about. */
export interface Subject {
  locationId: string
  /** Somebody with a history on several devices. */
  userId: string
  /** The month in the middle of the data. */
  from: string
  to: string
}

export interface Question {
  /** What it is, in the table. */
  title: string
  query: string
  variables(subject: Subject): Record<string, unknown>
  /** A small part of the answer that the same answer from raw events must equal: `raw/<raw>.sql`. */
  raw?: { name: string; figureOf(data: unknown): string | number }
}

const touch = `{ channel channelGroup utmSource utmMedium utmCampaign referringDomain landingPathname occurredAt }`
const attribution = `attribution { firstTouch ${touch} lastTouch ${touch} lastNonDirectTouch ${touch}
  clickIds { platform value firstDetectedAt lastDetectedAt } facebook { fbclid detectedAt fbc } }`

const months = ({ from, to }: Subject) => ({ range: { from, to } })

export const questions = {
  'user-attribution': {
    title: "one user's full attribution",
    query: `query UserAttribution($id: String!) { location { user(by: { distinctId: $id }) { userId isIdentified ${attribution} } } }`,
    variables: ({ userId }) => ({ id: userId }),
    raw: {
      name: 'user-attribution',
      figureOf: (data) => at(data, 'location', 'user', 'attribution', 'firstTouch', 'channelGroup'),
    },
  },
  'user-events': {
    title: "one user's latest 50 events",
    query: `query UserEvents($id: String!) { location { user(by: { distinctId: $id }) { userId events(first: 50) { nodes { name timestamp pathname } } } } }`,
    variables: ({ userId }) => ({ id: userId }),
  },
  'latest-events': {
    title: "a location's latest 50 events, with their users",
    query: `query LatestEvents { location { events(first: 50) { nodes { name timestamp pathname user { userId } } } } }`,
    variables: () => ({}),
  },
  'thousand-users': {
    title: '1,000 identified users with attribution, filtered and sorted',
    query: `query ThousandUsers { location { users(first: 1000, filter: { identified: true, firstTouchChannelGroup: ["Paid Search"] }, orderBy: { field: LAST_SEEN, direction: DESC }) {
      nodes { userId lastSeenAt attribution { firstTouch ${touch} lastTouch ${touch} } } } } }`,
    variables: () => ({}),
    raw: { name: 'thousand-users', figureOf: (data) => at(data, 'location', 'users', 'nodes', '0', 'userId') },
  },
  'hundred-users': {
    title: '100 users, 10 sessions of each, with their touches',
    query: `query HundredUsers { location { users(first: 100) { nodes { userId sessions(first: 10) { nodes { sessionId startedAt touch ${touch} } } } } } }`,
    variables: () => ({}),
  },
  'session-stats': {
    title: 'sessions and bounce rate by day, a month',
    query: `query SessionStats($range: DateRange!) { location { sessionStats(range: $range, granularity: DAY) { start sessionCount bounceRate averageDurationSeconds } } }`,
    variables: months,
    raw: { name: 'session-stats', figureOf: (data) => at(data, 'location', 'sessionStats', '9', 'sessionCount') },
  },
  'attribution-report': {
    title: 'attribution report of a month, three models',
    query: `query Report($range: DateRange!) { location { attributionReport(input: { range: $range, conversionEvent: "purchase", valueProperty: "revenue", models: [FIRST_TOUCH, LINEAR, LAST_NON_DIRECT] }) {
      conversionCount rows { key credits { model conversions value } } } } }`,
    variables: months,
  },
} satisfies Record<string, Question>

export type QuestionName = keyof typeof questions

/** What stands in an answer at a path. */
function at(data: unknown, ...path: string[]): string | number {
  const found = path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    data,
  )
  if (typeof found !== 'string' && typeof found !== 'number')
    throw new Error(`There is no ${path.join('.')} in the answer.`)
  return found
}
