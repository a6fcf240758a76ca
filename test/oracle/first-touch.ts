import { type Dimension, noTouchKey, touchKey } from './dimensions.ts'
import { compareText } from './order.ts'
import type { SessionWithEvents } from './sessions.ts'

/** The dimension's value of the user's earliest session with a visit, by the session's start. */
export function firstTouchKey(sessions: readonly SessionWithEvents[], userId: string, dimension: Dimension): string {
  const [first] = sessions
    .filter(({ session, hasVisit }) => hasVisit && session.user.userId === userId)
    .map(({ session }) => session)
    .toSorted((a, b) => compareText(a.startedAt, b.startedAt) || compareText(a.sessionId, b.sessionId))
  return first === undefined ? noTouchKey(dimension) : touchKey(first.touch, dimension)
}
