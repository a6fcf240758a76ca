import { type DateRange, localDate } from './buckets.ts'
import { compareText } from './order.ts'
import { isPageview, isVisitEvent, pathnameOf, read } from './reading.ts'
import type { SessionWithEvents } from './sessions.ts'

export interface PathsQuestion {
  range: DateRange
  startPathname: string | null
  endPathname: string | null
  maxSteps: number
  maxEdges: number
  timeZone: string
}

interface Edge {
  step: number
  from: string
  to: string
  count: number
}

export function pathsOf(sessions: readonly SessionWithEvents[], question: PathsQuestion) {
  const { range, startPathname, endPathname, maxSteps, maxEdges, timeZone } = question
  const ways = sessions
    .filter(({ session }) => {
      const day = localDate(Date.parse(session.startedAt), timeZone)
      return day >= range.from && day <= range.to
    })
    .flatMap(({ events }) => {
      const pages = events
        .filter((event) => isPageview(event) && isVisitEvent(event))
        .map((event) => pathnameOf(event) ?? (event.event === '$screen' ? read(event, '$screen_name') : null))
        .filter((page) => page !== null)
      const distinct = pages.filter((page, place) => page !== pages[place - 1])
      const start = startPathname === null ? 0 : distinct.indexOf(startPathname)
      if (distinct.length === 0 || start === -1) return []
      if (endPathname === null) return [{ way: distinct.slice(start, start + maxSteps), first: 1 }]
      const end = distinct.indexOf(endPathname, startPathname === null ? 0 : start + 1)
      if (end === -1) return []
      const way = distinct.slice(start, end + 1).slice(-maxSteps)
      return [{ way, first: startPathname === null ? maxSteps - way.length + 1 : 1 }]
    })
  const edges = new Map<string, Edge>()
  for (const { way, first } of ways)
    way.slice(1).forEach((to, place) => {
      const edge = { step: place + first, from: way[place] ?? '', to, count: 0 }
      const key = JSON.stringify(edge)
      edges.set(key, { ...edge, count: (edges.get(key)?.count ?? 0) + 1 })
    })
  const ordered = [...edges.values()].toSorted(
    (a, b) => b.count - a.count || a.step - b.step || compareText(a.from, b.from) || compareText(a.to, b.to),
  )
  return {
    sessionCount: ways.length,
    cappedSessionCount: 0,
    edgeCount: ordered.length,
    edges: ordered.slice(0, maxEdges),
  }
}
