import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mintToken } from '../../src/auth/mint-token.ts'
import { configured, secret, startGateway, writeKey } from '../e2e/gateway-process.ts'
import { createOracle, type OracleEvent } from '../oracle/index.ts'
import { bucketings } from './bucketings.ts'
import { compareWithOracle } from './compare.ts'
import { deliveredCase } from './delivery.ts'
import type { Answer, Instances } from './instances.ts'

const seed = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31)
const kills = 3

test(`killed ${kills} times in the middle of ingest, answers are those of the oracle (seed ${seed})`, async () => {
  await using gateway = await startGateway({ ...configured, GRAPHQL_MAX_COMPLEXITY: '1000000000' })
  const [asked] = fc.sample(bucketings, { seed, numRuns: 1 })
  // Histories of several people, one after another: their ids are different ones in time only.
  const cases = fc.sample(deliveredCase, { seed, numRuns: 6 })
  const events = [...new Map(cases.flatMap((each) => each.events).map((event) => [event.uuid, event])).values()]
  const batches: OracleEvent[][] = []
  for (let start = 0; start < events.length; start += 7) batches.push(events.slice(start, start + 7))

  const send = async (batch: readonly OracleEvent[]) => {
    const response = await fetch(`${gateway.url}/batch/`, {
      method: 'POST',
      body: JSON.stringify({
        api_key: writeKey,
        batch: batch.map(({ uuid, event, distinctId, timestampMs, properties }) => ({
          uuid,
          event,
          distinct_id: distinctId,
          timestamp: new Date(timestampMs).toISOString(),
          properties,
        })),
      }),
    })
    await response.text()
    return response.status === 200
  }
  // As SDKs do: what was not answered is sent again; here some of what was, too.
  let waiting = batches
  for (let round = 0; round < kills; round++) {
    const part = waiting.slice(0, Math.ceil(waiting.length / 2))
    const sending = part.map((batch) => send(batch).catch(() => false))
    await Promise.race(sending)
    await new Promise((resolve) => setTimeout(resolve, 15 * round))
    await gateway.kill()
    const taken = await Promise.all(sending)
    waiting = [...part.filter((_, index) => !taken[index] || index % 5 === 0), ...waiting.slice(part.length)]
    await gateway.restart()
  }
  for (const batch of waiting) expect(await send(batch)).toBe(true)

  const instances: Instances = {
    apps: [],
    nextLocation: () => ({ locationId: 'oslo', timeZone: 'UTC' }),
    async ask<T>(locationIds: readonly string[], query: string, variables: object): Promise<Answer<T>> {
      const token = await mintToken(secret, { location_ids: [...locationIds], scope: 'read manage' }, 60)
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      })
      return response.json()
    },
    async [Symbol.asyncDispose]() {},
  }
  const location = instances.nextLocation()
  const oracle = createOracle({ events, decisions: [] })
  const found = await compareWithOracle(instances, [{ location, oracle }], asked ?? [])
  expect(found.get('oslo')).toEqual([])
}, 180_000)
