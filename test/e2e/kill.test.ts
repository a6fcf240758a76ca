import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { configured, type GatewayProcess, startGateway, writeKey } from './gateway-process.ts'

interface Answer {
  location: {
    events: { totalCount: number; pageInfo: { endCursor: string; hasNextPage: boolean }; nodes: { uuid: string }[] }
  }
}
const query = `query ($after: String) { location { events(first: 1000, after: $after) { totalCount pageInfo { endCursor hasNextPage } nodes { uuid } } } }`

/** The uuid of every event, in the order of the pages; what is stored twice is in it twice. */
async function readAll(gateway: GatewayProcess): Promise<string[]> {
  const uuids: string[] = []
  for (let after: string | null = null, more = true; more; ) {
    const { events }: Answer['location'] = (await gateway.ask<Answer>(query, { after })).location
    uuids.push(...events.nodes.map(({ uuid }) => uuid))
    after = events.pageInfo.endCursor
    more = events.pageInfo.hasNextPage
  }
  return uuids
}

function missingIn(uuids: readonly string[]): (uuid: string) => boolean {
  const known = new Set(uuids)
  return (uuid) => !known.has(uuid)
}

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
        // Refused connections fail in no time: without a pause there would be thousands of batches to send again.
        await send(uuids).catch(() => new Promise((resolve) => setTimeout(resolve, 100)))
      }
    }
    const load = Promise.all(Array.from({ length: 6 }, sender))
    while (acknowledged.size < 2_000) await new Promise((resolve) => setTimeout(resolve, 20))
    const code = await gateway[end]()
    if (end === 'stop') expect(code).toBe(0)
    running = false
    await load

    await gateway.restart()
    const stored = await readAll(gateway)
    expect(new Set(stored).size).toBe(stored.length)
    expect([...acknowledged].filter(missingIn(stored))).toEqual([])

    // The SDKs retry what was not answered, and some of what was.
    for (const batch of batches) await send(batch)
    const complete = await readAll(gateway)
    expect(complete).toHaveLength(batches.length * 50)
    expect(batches.flat().filter(missingIn(complete))).toEqual([])
    expect((await gateway.ask<Answer>(query)).location.events.totalCount).toBe(batches.length * 50)
    const { location } = await gateway.ask<{ location: { sessions: { nodes: { eventCount: number }[] } } }>(
      '{ location { sessions(first: 100) { nodes { eventCount } } } }',
    )
    expect(location.sessions.nodes.reduce((sum, { eventCount }) => sum + eventCount, 0)).toBe(batches.length * 50)
  },
  120_000,
)
