import type { TestGateway } from '../testkit/gateway.ts'

/** What an asker can tell of an answer. */
export interface Seen {
  status: number
  headers: string
  body: string
  queries: number
}

/** Asks, and keeps everything that can be told from the answer, but for what is made by chance or by the clock. */
export async function seenBy(gateway: TestGateway, path: string, init: RequestInit): Promise<Seen> {
  let seen: Omit<Seen, 'queries'> | undefined
  const queries = await gateway.countQueries(async () => {
    const headers = new Headers(init.headers)
    headers.set('x-request-id', 'walk')
    const response = await gateway.fetch(path, { ...init, headers })
    const body = headers.get('accept') === 'text/event-stream' ? await beginningOf(response) : await response.text()
    seen = {
      status: response.status,
      headers: withoutChance(JSON.stringify([...response.headers])),
      body: withoutChance(body),
    }
  })
  if (seen === undefined) throw new Error('There was no answer.')
  return { ...seen, queries }
}

/** Where two answers are not the same, with what stands there; nothing if they are. */
export function differencesOf(
  question: string,
  there: Seen,
  nowhere: Seen,
  same: (one: string, other: string) => boolean = (one, other) => one === other,
): string[] {
  return (Object.keys(there) as (keyof Seen)[]).flatMap((part) => {
    const [one, other] = [JSON.stringify(there[part]), JSON.stringify(nowhere[part])]
    if (same(one, other)) return []
    const from = Math.max(0, [...one].findIndex((character, place) => character !== other[place]) - 100)
    return [
      `${question} ${part}\n  there:   ${one.slice(from, from + 300)}\n  nowhere: ${other.slice(from, from + 300)}`,
    ]
  })
}

/** A stream goes on until its reader leaves: its first event is enough, or its end. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    text += decoder.decode(part.value, { stream: true })
    if (/^data:.*\n\n/m.test(text)) break
  }
  await reader?.cancel()
  return text
}

/**
 * What the gateway made by chance or by the clock: ids (version 4), write keys, times of today; also within cursors.
 */
function withoutChance(text: string): string {
  const masked = (part: string) =>
    part
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'by-chance')
      .replace(/wk_[0-9a-f]{20}|agw_[\w-]{4,}|eyJ[\w.-]{20,}/g, 'by-chance')
      .replace(/elapsed\\?":\s*[\d.e-]+/g, 'elapsed: by the clock')
      .replace(/20\d\d-\d\d-\d\dT[\d:.]+Z/g, (time) =>
        Math.abs(Date.parse(time) - Date.now()) < 600_000 ? 'now' : time,
      )
  return masked(text).replace(/"([\w-]{24,})"/g, (whole, encoded: string) => {
    const decoded = Buffer.from(encoded, 'base64url').toString('utf8')
    return decoded.startsWith('[') ? JSON.stringify(masked(decoded)) : whole
  })
}
