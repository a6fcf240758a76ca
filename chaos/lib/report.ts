import type { Found } from './found.ts'
import type { Batch } from './senders.ts'

export interface Observed {
  batches: readonly Batch[]
  senderAnswers: string
  readerAnswers: string
  /** They had to be answered all the time. */
  readersGoOn: boolean
  /** When a reader was answered for the last time. */
  lastAnswered: number | undefined
  startedAt: number
  injectedAt: number
  healedAt: number
  found: Found
}

export interface Report {
  /** Acknowledged before the fault. */
  eventsPerSecond: number
  sent: number
  acknowledged: number
  /** In the graph. */
  found: number
  /** In the landing table alone: rows of events that have one already. */
  surplusRows: number
  senderAnswers: string
  readerAnswers: string
  /** From the healing to the first acknowledged batch, and to the last one of those that were sent before it. */
  firstAcknowledgedSeconds: number
  caughtUpSeconds: number
  /** What may never be: something acknowledged is lost, or something is counted twice. */
  wrong: readonly string[]
  /** What took too long. */
  unmet: readonly string[]
}

/** Compares what was acknowledged with what is found, and says what is wrong. */
export function judge({ batches, found, startedAt, injectedAt, healedAt, ...seen }: Observed): Report {
  const acknowledged = batches.filter((batch) => batch.acknowledgedAt !== undefined)
  const uuidsOf = (some: readonly Batch[]) => some.flatMap(({ uuids }) => uuids)
  const before = acknowledged.filter(
    ({ acknowledgedAt = 0 }) => startedAt <= acknowledgedAt && acknowledgedAt < injectedAt,
  )
  const eventsPerSecond = uuidsOf(before).length / ((injectedAt - startedAt) / 1_000)
  const afterwards = acknowledged.flatMap(({ acknowledgedAt = 0 }) =>
    acknowledgedAt >= healedAt ? acknowledgedAt : [],
  )
  const open = batches.filter(({ sentAt, answeredAt }) => sentAt < healedAt && (answeredAt ?? Infinity) >= healedAt)

  const distinct = new Set(found.events)
  const [graphTwice, missing] = [
    found.events.length - distinct.size,
    uuidsOf(acknowledged).filter((uuid) => !distinct.has(uuid) || !found.rows.has(uuid)).length,
  ]
  const unanswered = batches.filter(({ answeredAt }) => answeredAt === undefined).length
  const acknowledgedCount = uuidsOf(acknowledged).length
  const wrong = [
    ...(missing > 0 ? [`${missing} acknowledged events are missing`] : []),
    ...(graphTwice > 0 ? [`${graphTwice} events come twice in the graph`] : []),
    ...Object.entries(found.counts).flatMap(([name, count]) =>
      // What was not acknowledged may be stored half, until it is sent again.
      acknowledgedCount <= count && count <= distinct.size
        ? []
        : [`${name} says ${count} events, there are ${distinct.size}`],
    ),
  ]
  const unmet = [
    ...(before.length === 0 ? ['nothing was acknowledged before the fault'] : []),
    ...(unanswered > 0 ? [`${unanswered} batches were never acknowledged`] : []),
    ...(seen.readersGoOn && seen.readerAnswers.includes(',') ? ['not every reader was answered'] : []),
    ...((seen.lastAnswered ?? 0) < healedAt ? ['no reader was answered after the healing'] : []),
  ]
  const seconds = (at: number) => Math.max(0, at - healedAt) / 1_000
  return {
    eventsPerSecond,
    sent: uuidsOf(batches).length,
    acknowledged: acknowledgedCount,
    found: distinct.size,
    surplusRows: [...found.rows.values()].reduce((sum, count) => sum + count - 1, 0),
    senderAnswers: seen.senderAnswers,
    readerAnswers: seen.readerAnswers,
    firstAcknowledgedSeconds: seconds(Math.min(...afterwards)),
    caughtUpSeconds: seconds(Math.max(healedAt, ...open.map(({ answeredAt = Infinity }) => answeredAt))),
    wrong,
    unmet,
  }
}
