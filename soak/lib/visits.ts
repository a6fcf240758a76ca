import { v7 as uuidv7 } from 'uuid'

const sessionEvents = 8

/**
 * Events of visitors who come, look around for some events, and some of whom come back: the number of sessions grows as
 * in life.
 */
export function createVisits(people = 20_000): () => { uuid: string } {
  let [session, left, visitor] = ['', 0, 0]
  return () => {
    if (left === 0) [session, left, visitor] = [uuidv7(), sessionEvents, Math.floor(Math.random() * people)]
    left--
    return {
      uuid: uuidv7(),
      event: left === 0 && visitor % 10 === 0 ? 'purchase' : '$pageview',
      distinct_id: `visitor-${visitor}`,
      timestamp: new Date().toISOString(),
      properties: {
        $lib: 'web',
        $session_id: session,
        $current_url: `https://shop.example/${left}${visitor % 3 === 0 ? '?utm_source=newsletter' : ''}`,
        $pathname: `/${left}`,
      },
    }
  }
}
