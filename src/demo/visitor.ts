import { dayMs, hourMs, momentOfDay } from './clock.ts'
import { createPerson } from './person.ts'
import type { Random } from './random.ts'
import { firstSources, laterSources } from './sources.ts'
import { type Visit, visit } from './visit.ts'

export interface Visitor extends Pick<Visit, 'writeKey' | 'emit' | 'emitFromServer'> {
  random: Random
  id: string
  /** The UTC day of the first visit. */
  dayStartMs: number
  /** Nothing after this is generated. */
  endMs: number
  releaseAt(atMs: number): string
}

interface VisitCount {
  weight: number
  visits: number
}

const visitCounts: readonly [VisitCount, ...VisitCount[]] = [
  { weight: 42, visits: 1 },
  { weight: 21, visits: 2 },
  { weight: 14, visits: 3 },
  { weight: 11, visits: 4 },
  { weight: 8, visits: 6 },
  { weight: 4, visits: 10 },
]

/** All visits of one person, from the first ad they clicked on. Returns how many there were. */
export function visitorLife(visitor: Visitor): number {
  const { random, dayStartMs, endMs } = visitor
  const person = createPerson(random, visitor.id, dayStartMs)
  const { visits } = random.weighted(visitCounts)
  // Half of those who come back sign in one day, maybe weeks after their first visit.
  const signInAt = visits > 1 && random.chance(0.5) ? random.integer(0, visits - 1) : -1
  let startMs = momentOfDay(random, dayStartMs, person.timeZone)
  let count = 0
  for (let index = 0; index < visits && startMs < endMs; index++) {
    const second = person.browsers[1]
    const browser = second !== undefined && index > 0 && random.chance(0.5) ? second : person.browsers[0]
    const source = random.weighted(index === 0 ? firstSources : laterSources)
    const knownElsewhere = person.browsers.some(({ distinctId }) => distinctId === person.userId)
    const endedMs = visit({
      ...visitor,
      person,
      browser,
      startMs,
      arrival: source.arrive(random, browser.device),
      signsIn: index === signInAt || (knownElsewhere && random.chance(0.6)),
      release: visitor.releaseAt(startMs),
    })
    count++
    startMs = nextVisit(random, endedMs, person.timeZone)
  }
  return count
}

/** Often later the same day, else some days on; never so soon that it would be the same session. */
function nextVisit(random: Random, endedMs: number, timeZone: string): number {
  const earliest = endedMs + hourMs
  if (random.chance(0.2)) return earliest + random.integer(0, 4 * hourMs)
  const day = Math.floor((endedMs + random.exponential(4.5) * dayMs) / dayMs) * dayMs
  return Math.max(earliest, momentOfDay(random, day, timeZone))
}
