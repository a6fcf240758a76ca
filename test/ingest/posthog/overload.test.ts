import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { testGateway } from '../../testkit/gateway.ts'

const events = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ event: 'e', distinct_id: `d${n}`, properties: { n } }))

test('a write key that sends too much gets 503 with Retry-After, never 429; other keys are taken', async () => {
  let now = Date.UTC(2026, 0, 1)
  const limits = { INGEST_EVENTS_PER_SECOND_PER_KEY: '10', INGEST_EVENTS_BURST_PER_KEY: '20' }
  await using gateway = await testGateway(limits, () => now)
  expect((await gateway.capture('oslo', events(20))).status).toBe(200)
  const refused = await gateway.capture('oslo', events(5))
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await refused.json()).toMatchObject({ type: 'server_error', code: 'unavailable' })
  expect((await gateway.capture('bergen', events(5))).status).toBe(200)
  now += 1_000
  expect((await gateway.capture('oslo', events(5))).status).toBe(200)
})

test('a location whose share of the queue is full gets 503; another is taken', async () => {
  const limits = { INGEST_QUEUE_MAX_EVENTS_PER_LOCATION: '10', INGEST_FLUSH_MS: '300' }
  await using gateway = await testGateway(limits)
  const answers = await Promise.all([
    gateway.capture('oslo', events(8)),
    gateway.capture('oslo', events(8)),
    gateway.capture('bergen', events(8)),
  ])
  const [first, second, other] = answers
  expect([first?.status, second?.status].sort()).toEqual([200, 503])
  expect(answers.find(({ status }) => status === 503)?.headers.get('retry-after')).toBe('5')
  expect(other?.status).toBe(200)
})

describe('all bodies together are bounded, as sent and unpacked', () => {
  const limits = { INGEST_BODIES_MAX_BYTES: '3000000', INGEST_BATCH_MAX_BYTES: '2000000', INGEST_FLUSH_MS: '200' }
  const large = () => JSON.stringify({ api_key: 'key-oslo', batch: events(1), padding: 'x'.repeat(1_000_000) })

  /** Sends many at once; who finds no room must come again, and then finds it. */
  async function sendMany(init: () => RequestInit, path = '/batch/'): Promise<number[]> {
    await using gateway = await testGateway(limits)
    const send = async () => {
      const response = await gateway.fetch(path, { method: 'POST', ...init() })
      if (response.status === 503) expect(response.headers.get('retry-after')).toBe('5')
      await response.text()
      return response.status
    }
    const statuses = await Promise.all(Array.from({ length: 20 }, send))
    // Everything was given back.
    expect(await send()).toBeLessThan(300)
    return statuses
  }
  const outcome = (statuses: readonly number[]) => ({
    taken: statuses.filter((status) => status < 300).length,
    refused: statuses.filter((status) => status === 503).length,
  })

  test('by what has come, where its length is announced', async () => {
    const statuses = await sendMany(() => ({ body: large(), headers: { 'content-length': String(large().length) } }))
    const { taken, refused } = outcome(statuses)
    expect([taken + refused, taken > 0, taken <= 3]).toEqual([20, true, true])
  })

  test('by what has come, where no length is announced', async () => {
    const { taken, refused } = outcome(
      await sendMany(() => ({ body: new Blob([large()]).stream(), duplex: 'half' }) as RequestInit),
    )
    expect([taken + refused, taken > 0, taken <= 3]).toEqual([20, true, true])
  })

  test('by what comes out of a small body', async () => {
    const body = gzipSync(large())
    expect(body.byteLength).toBeLessThan(5_000)
    const { taken, refused } = outcome(await sendMany(() => ({ body })))
    expect([taken + refused, taken > 0, taken <= 3]).toEqual([20, true, true])
  })

  test('at the Events API too', async () => {
    const row = JSON.stringify({
      date: '2026-01-01',
      channel: 'x',
      cost: '1',
      currency: 'EUR',
      padding: 'x'.repeat(1e6),
    })
    const init = () => ({
      body: row,
      headers: { authorization: 'Bearer key-oslo', 'content-length': String(row.length) },
    })
    const { taken, refused } = outcome(await sendMany(init, '/v0/events?name=ad_costs'))
    expect([taken + refused, taken > 0, taken <= 3]).toEqual([20, true, true])
  })

  test('an unfinished body gives way to another one only when it has been waited for as long as who was refused', async () => {
    let now = Date.UTC(2026, 0, 1)
    await using gateway = await testGateway(limits, () => now)
    /** Sends so much as a stream, and then its end when it is told to. */
    function begin(body: string) {
      let end = () => {}
      const stream = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(body))
          end = () => controller.close()
        },
      })
      const init = { method: 'POST', body: stream, duplex: 'half' }
      const answer = gateway.fetch('/batch/', init).then(async (response) => {
        await response.text()
        return response.status
      })
      return { answer, end: () => end() }
    }
    const dawdlers = [begin(large()), begin(large())]
    expect(await begin(large()).answer).toBe(503)
    now += 5_000
    const next = begin(large())
    expect(await dawdlers[0]?.answer).toBe(503)
    next.end()
    dawdlers[1]?.end()
    expect(await Promise.all([next.answer, dawdlers[1]?.answer])).toEqual([200, 200])
  })
})
