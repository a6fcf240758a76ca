import type { JsonValue } from '../../src/json/json-value.ts'
import { type DateRange, localDate } from './buckets.ts'
import { type Dimension, noTouchKey, touchKey } from './dimensions.ts'
import type { OracleEvent } from './history.ts'
import type { Identity } from './identity.ts'
import { compareText, groupBy } from './order.ts'
import type { Session, SessionWithEvents } from './sessions.ts'

export interface JourneyQuestion {
  range: DateRange
  timeZone: string
  /** Null: each new user counts. */
  conversionEvent: string | null
  valueProperty: string | null
  currency: string | null
  dimension: Dimension
  lookbackDays: number
}

export interface Step {
  key: string
  isDirect: boolean
  ageMs: number
}

export interface Journey {
  converts: boolean
  /** Null where the event has no such number. */
  value: number | null
  inOtherCurrency: boolean
  steps: Step[]
  isCut: boolean
}

interface Conversion {
  userId: string
  at: number
  event: OracleEvent | null
}

/** The touches before each conversion, and before the latest visit of everybody who did not convert. */
export function journeysOf(
  events: readonly OracleEvent[],
  identity: Identity,
  sessions: readonly SessionWithEvents[],
  question: JourneyQuestion,
): Journey[] {
  const { range, timeZone, conversionEvent } = question
  const within = (at: number) => localDate(at, timeZone) >= range.from && localDate(at, timeZone) <= range.to
  const visits = groupBy(
    sessions
      .filter(({ hasVisit }) => hasVisit)
      .map(({ session }) => session)
      .toSorted((a, b) => start(a) - start(b) || compareText(a.sessionId, b.sessionId)),
    ({ user }) => user.userId,
  )
  const conversions = (
    conversionEvent === null
      ? newUsers(events, identity, visits)
      : events
          .filter(({ event }) => event === conversionEvent)
          .map((event): Conversion => ({ userId: identity.userOf(event.distinctId), at: event.timestampMs, event }))
  ).filter(({ at }) => within(at))

  const converted = new Set(conversions.map(({ userId }) => userId))
  const others = [...visits]
    .filter(([userId]) => !converted.has(userId))
    .flatMap(([userId, own]) => {
      const last = own.map(start).findLast(within)
      return last === undefined ? [] : [{ userId, at: last }]
    })
  const stepsUntil = ({ userId, at }: { userId: string; at: number }): Step[] =>
    (visits.get(userId) ?? [])
      .map((session) => ({
        key: touchKey(session.touch, question.dimension),
        isDirect: session.touch.channel === 'direct',
        ageMs: at - start(session),
      }))
      .filter(({ ageMs }) => ageMs >= 0 && ageMs <= question.lookbackDays * 86_400_000)
  const direct = { key: noTouchKey(question.dimension), isDirect: true, ageMs: 0 }
  return [
    ...conversions.map((conversion): Journey => {
      const steps = stepsUntil(conversion)
      return {
        converts: true,
        ...worthOf(conversion, question),
        steps: steps.length === 0 ? [direct] : steps.slice(-100),
        isCut: steps.length > 100,
      }
    }),
    ...others.map((other): Journey => {
      const steps = stepsUntil(other)
      return { converts: false, value: null, inOtherCurrency: false, steps: steps.slice(-100), isCut: false }
    }),
  ]
}

const start = ({ startedAt }: Session) => Date.parse(startedAt)

function newUsers(
  events: readonly OracleEvent[],
  identity: Identity,
  visits: ReadonlyMap<string, Session[]>,
): Conversion[] {
  return [...groupBy(events, ({ distinctId }) => identity.userOf(distinctId))].map(([userId, own]) => {
    const [first] = visits.get(userId) ?? []
    return { userId, at: first ? start(first) : Math.min(...own.map(({ timestampMs }) => timestampMs)), event: null }
  })
}

function worthOf({ event }: Conversion, { valueProperty, currency }: JourneyQuestion) {
  const named = event?.properties.currency
  const said = typeof named === 'string' ? named.trim().toUpperCase() : ''
  const inOtherCurrency = currency !== null && said !== '' && said !== currency
  const value = event === null || valueProperty === null ? undefined : event.properties[valueProperty]
  return { inOtherCurrency, value: inOtherCurrency ? null : toNumber(value) }
}

function toNumber(value: JsonValue | undefined): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(value) ? Number(value) : null
}
