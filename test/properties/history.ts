import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type { OracleEvent } from '../oracle/index.ts'
import { serverEvent, statement } from './server-events.ts'
import { longVisit, visit } from './visits.ts'

/** Distinct for each place in the history, so that shrinking never makes two events one; in no order. */
export function uuidAt(salt: number, index: number): string {
  const hash = createHash('sha256').update(`${salt}/${index}`).digest('hex')
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `7${hash.slice(13, 16)}`,
    `a${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-')
}

/** Everything that happened at one location, each event once. */
export const history: fc.Arbitrary<OracleEvent[]> = fc
  .record({
    visits: fc.array(visit, { minLength: 1, maxLength: 12 }),
    longVisits: fc.array(longVisit, { maxLength: 1 }).chain((visits) => fc.constantFrom([], [], [], visits)),
    serverEvents: fc.array(serverEvent, { maxLength: 6 }),
    statements: fc.array(statement, { maxLength: 8 }),
    salt: fc.nat(),
  })
  .map(({ visits, longVisits, serverEvents, statements, salt }) =>
    [...visits.flat(), ...longVisits.flat(), ...serverEvents, ...statements].map((draft, index) => ({
      ...draft,
      uuid: uuidAt(salt, index),
    })),
  )
