import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { configured, startGateway, writeKey } from './gateway-process.ts'

interface Answer {
  location: {
    events: { totalCount: number; pageInfo: { endCursor: string; hasNextPage: boolean }; nodes: { uuid: string }[] }
  }
}
const query = `query ($after: String) { location { events(first: 1000, after: $after) { totalCount pageInfo { endCursor hasNextPage } nodes { uuid } } } }`

test.each([
  ['kill -9', 'kill'],
  ['a graceful stop', 'stop'],
] as const)(
  '%s in the middle of ingest: what was acknowledged is there, once, and sending it again changes nothing',
  async (_, end) => {
    await using gateway = await startGateway(configured)
    const batches: string[][] = []
    const acknowledged = new Set<string>()
    let running = true

    const send = async (uuids: readonly string[]) => {
      const batch = uuids.map((uuid) => ({
        uuid,
        event: 'load',
        distinct_id: `visitor-${uuid.slice(0, 2)}`,
        properties: { $session_id: uuid.slice(0, 1) },
      }))
      const response = await fetch(`${gateway.url}/batch/`, {
        method: 'POST',
        body: JSON.stringify({ api_key: writeKey, batch }),
      })
      await response.text()
      if (response.status === 200) for (const uuid of uuids) acknowledged.add(uuid)
    }
    const sender = async () => {
      while (running) {
        const uuids = Array.from({ length: 50 }, () => randomUUID())
        batches.push(uuids)
        await send(uuids).catch(() => undefined)
      }
    }
    const load = Promise.all(Array.from({ length: 6 }, sender))
    while (acknowledged.size < 2_000) await new Promise((resolve) => setTimeout(resolve, 20))
    const code = await gateway[end]()
    if (end === 'stop') expect(code).toBe(0)
    running = false
    await load

    await gateway.restart()
    const stored: string[] = []
    for (let after: string | null = null, more = true; more; ) {
      const { events }: Answer['location'] = (await gateway.ask<Answer>(query, { after })).location
      stored.push(...events.nodes.map(({ uuid }) => uuid))
      after = events.pageInfo.endCursor
      more = events.pageInfo.hasNextPage
    }
    expect(new Set(stored).size).toBe(stored.length)
    expect([...acknowledged].filter((uuid) => !stored.includes(uuid))).toEqual([])

    // The SDKs retry what was not answered, and some of what was.
    for (const batch of batches) await send(batch)
    const { events } = (await gateway.ask<Answer>(query)).location
    expect(events.totalCount).toBe(batches.length * 50)
    const { location } = await gateway.ask<{ location: { sessions: { nodes: { eventCount: number }[] } } }>(
      '{ location { sessions(first: 100) { nodes { eventCount } } } }',
    )
    expect(location.sessions.nodes.reduce((sum, { eventCount }) => sum + eventCount, 0)).toBe(batches.length * 50)
  },
  120_000,
)
