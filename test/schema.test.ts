import { readFileSync } from 'node:fs'
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { errorCodes, errorTable } from '../src/errors.ts'
import { schema } from '../src/schema/index.ts'

const own = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))

test('docs/client.md has every error code, with its status', () => {
  const rows = [...readFileSync('docs/client.md', 'utf8').matchAll(/^\| `([A-Z_]+)` +\| (\d+) /gm)]
  expect(Object.fromEntries(rows.map(([, code = '', status]) => [code, Number(status)]))).toEqual(
    Object.fromEntries(errorCodes.map((code) => [code, errorTable[code].status])),
  )
})

describe('the schema', () => {
  test('is the one that is committed', () => {
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(readFileSync('schema.graphql', 'utf8'))
  })

  test('describes every type, field and argument of ours', () => {
    const bare: string[] = []
    for (const type of own) {
      if (/^(String|Boolean|Int|Float|ID)$/.test(type.name)) continue
      if (!type.description && !/(Connection|Edge)$/.test(type.name)) bare.push(type.name)
      if (/(Connection|Edge|PageInfo)$/.test(type.name)) continue
      if (!isObjectType(type) && !isInputObjectType(type) && !isInterfaceType(type)) continue
      for (const field of Object.values(type.getFields())) {
        if (!field.description && !isInterfaceType(type)) bare.push(`${type.name}.${field.name}`)
        if (!('args' in field)) continue
        for (const argument of field.args)
          if (!argument.description && !['first', 'after', 'last', 'before'].includes(argument.name))
            bare.push(`${type.name}.${field.name}(${argument.name})`)
      }
    }
    expect(bare).toEqual([])
  })

  test('keeps what people outside rely on', () => {
    // Names, arguments and nullability that front ends were promised; see the descriptions in schema.graphql.
    const promised = buildSchema(`
      scalar DateTime scalar Date scalar SafeInt scalar UUID scalar JSONObject scalar TimeZone
      type Query { viewer: Viewer! location(id: String): Location! locations(first: Int, after: String, last: Int, before: String): LocationConnection! node(id: ID!): Node nodes(ids: [ID!]!): [Node]! }
      interface Node { id: ID! }
      type LocationConnection { totalCount: SafeInt! } type UserConnection { totalCount: SafeInt! } type SessionConnection { totalCount: SafeInt! }
      type EventConnection { totalCount: SafeInt! } type ErrorSummaryConnection { totalCount: SafeInt! }
      type Viewer { subject: String, locationIds: [String!], scopes: [String!]! }
      type Location implements Node { id: ID! locationId: String! timeZone: TimeZone! session(sessionId: String!): Session metrics(range: DateRange!, granularity: Granularity = DAY, timeZone: TimeZone): [LocationMetrics!]! sessionStats(range: DateRange!, timeZone: TimeZone): [SessionStats!]! user(by: UserBy!): User }
      input UserBy @oneOf { userId: String, distinctId: String }
      input DateRange { from: Date!, to: Date! }
      enum Granularity { HOUR, DAY, WEEK, MONTH }
      type User implements Node { id: ID! userId: String! distinctIds: [String!]! isIdentified: Boolean! firstSeenAt: DateTime! lastSeenAt: DateTime! sessionCount: SafeInt! eventCount: SafeInt! properties: JSONObject! browser: String deviceType: String timeZone: String attribution: Attribution! identityMappings: [IdentityMapping!]! location: Location! }
      type Attribution { firstTouch: Touch lastTouch: Touch lastNonDirectTouch: Touch clickIds: [ClickId!]! facebook: FacebookClick daysBetweenFirstAndLast: Int! }
      type Touch { occurredAt: DateTime! channel: String! channelGroup: String! utmSource: String utmMedium: String utmCampaign: String utmContent: String utmTerm: String referrer: String referringDomain: String landingUrl: String landingPathname: String clickIds: [ClickId!]! }
      type ClickId { platform: AdPlatform!, parameter: String!, value: String!, firstDetectedAt: DateTime!, lastDetectedAt: DateTime! }
      enum AdPlatform { GOOGLE, META, MICROSOFT, TWITTER, TIKTOK, LINKEDIN, INSTAGRAM, REDDIT, PINTEREST, QUORA, SNAPCHAT, IMPACT, KLAVIYO, MAILCHIMP, OTHER }
      type FacebookClick { fbclid: String!, detectedAt: DateTime!, fbc: String! }
      type Session implements Node { id: ID! sessionId: String! startedAt: DateTime! endedAt: DateTime! durationSeconds: Float! pageviewCount: SafeInt! eventCount: SafeInt! isBounce: Boolean becameIdentified: Boolean! entryUrl: String entryPathname: String exitUrl: String exitPathname: String touch: Touch! funnelId: String funnelName: String pageId: String affiliateId: String browser: String deviceType: String timeZone: String user: User! location: Location! }
      type Event implements Node { id: ID! uuid: UUID! name: String! timestamp: DateTime! distinctId: String! url: String pathname: String properties: JSONObject! session: Session user: User! location: Location! }
      type IdentityMapping { anonymousId: String!, userId: String!, mappedAt: DateTime!, source: String! }
      type LocationMetrics { start: DateTime!, eventCount: SafeInt!, pageviewCount: SafeInt!, uniqueUsers: SafeInt!, sessionCount: SafeInt!, identifyCount: SafeInt!, autocaptureCount: SafeInt!, errorCount: SafeInt!, eventsPerUser: Float! }
      type SessionStats { date: Date! sessionCount: SafeInt! identifiedSessionCount: SafeInt! averageDurationSeconds: Float averagePageviews: Float bounceRate: Float attributedSessionCount: SafeInt! utmSessionCount: SafeInt! referrerSessionCount: SafeInt! funnelSessionCount: SafeInt! topUtmSource: String topUtmMedium: String topUtmCampaign: String topFunnelName: String }
      type ErrorSummary implements Node { id: ID! fingerprint: String! type: String! message: String! component: String level: String! count: SafeInt! affectedUserCount: SafeInt! firstSeenAt: DateTime! lastSeenAt: DateTime! series(granularity: Granularity = HOUR): [ErrorPoint!]! samples(first: Int = 10): [ErrorSample!]! }
      type ErrorPoint { start: DateTime!, count: SafeInt! }
      type ErrorSample { occurredAt: DateTime!, message: String!, stack: String, user: User, session: Session }
    `)
    const different: string[] = []
    for (const type of Object.values(promised.getTypeMap())) {
      const ours = schema.getType(type.name)
      if (isEnumType(type) && isEnumType(ours) && !type.name.startsWith('__'))
        for (const { name } of type.getValues())
          if (ours.getValue(name) === undefined) different.push(`${type.name}.${name}`)
      if (!(isObjectType(type) || isInputObjectType(type)) || type.name.startsWith('__')) continue
      const fields = isObjectType(ours) || isInputObjectType(ours) ? ours.getFields() : {}
      for (const field of Object.values(type.getFields())) {
        const found = fields[field.name]
        if (String(found?.type) !== String(field.type) && !/Connection/.test(String(field.type)))
          different.push(`${type.name}.${field.name}: ${field.type}, is ${found?.type}`)
        if ('args' in field && found !== undefined && 'args' in found)
          for (const argument of field.args) {
            const same = found.args.find(({ name }) => name === argument.name)
            if (
              same === undefined ||
              (String(same.type) !== String(argument.type) && String(same.type) !== `${argument.type}!`)
            )
              different.push(`${type.name}.${field.name}(${argument.name}: ${argument.type}), is ${same?.type}`)
          }
      }
    }
    expect(different).toEqual([])
  })
})
