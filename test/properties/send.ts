import { randomUUID } from 'node:crypto'
import { identityOf } from '../oracle/identity.ts'
import type { Decision, History, OracleEvent } from '../oracle/index.ts'
import type { Batch, Wave } from './delivery.ts'
import type { Instances, Location } from './instances.ts'

const onTheWire = ({ uuid, event, distinctId, timestampMs, properties }: OracleEvent) => ({
  uuid,
  event,
  distinct_id: distinctId,
  // Without `sent_at` nothing corrects this time.
  timestamp: new Date(timestampMs).toISOString(),
  properties,
})

async function sendBatch({ apps }: Instances, instance: number, { locationId }: Location, batch: Batch): Promise<void> {
  if (batch.length === 0) return
  const request = new Request('http://gateway/batch/', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ api_key: `key-${locationId}`, batch: batch.map(onTheWire) }),
  })
  // A refusal that asks for another try gets one, as from any SDK.
  for (let attempt = 1; ; attempt++) {
    const response = await apps[instance % apps.length]?.fetch(request.clone())
    if (response?.status === 200) return
    if (response?.status !== 503 || attempt === 5) throw new Error(`A batch was refused: ${await response?.text()}`)
  }
}

/** `taken`, `not taken`, or the error. */
async function decide(
  { ask }: Instances,
  { locationId }: Location,
  { kind, ...ids }: Wave['decisions'][number],
): Promise<string> {
  const [type, selection] = kind === 'mapIdentity' ? ['MapIdentityInput!', '{ userId }'] : ['UnmapIdentityInput!', '']
  const query = `mutation ($input: ${type}) { ${kind}(input: $input) ${selection} }`
  const { data, errors } = await ask<Record<string, unknown> | null>([locationId], query, {
    input: { locationId, ...ids },
  })
  const [error] = errors ?? []
  if (error !== undefined && error.extensions.code !== 'NOT_FOUND') return error.message
  return data?.[kind] ? 'taken' : 'not taken'
}

export interface Sent {
  /** The decisions that were taken, in their order. */
  decisions: Decision[]
  /** Decisions that were answered otherwise than they should be. */
  problems: string[]
}

/** What a decision should be answered: whether it was taken. */
function isTaken({ kind, anonymousId, userId }: Wave['decisions'][number], { events, decisions }: History): boolean {
  const identity = identityOf({ events, decisions })
  if (kind === 'unmapIdentity') return identity.userOf(anonymousId) !== anonymousId
  return events.some(({ distinctId }) => distinctId === anonymousId || distinctId === userId)
}

/** Delivers everything, the batches of a wave at once through all instances. */
export async function sendWaves(instances: Instances, location: Location, waves: readonly Wave[]): Promise<Sent> {
  const sent: Sent = { decisions: [], problems: [] }
  const stored = new Map<string, OracleEvent>()
  for (const { batches, decisions } of waves) {
    await Promise.all(batches.map((batch, index) => sendBatch(instances, index, location, batch)))
    for (const event of batches.flat()) if (!stored.has(event.uuid)) stored.set(event.uuid, event)
    for (const decision of decisions) {
      const expected = isTaken(decision, { events: [...stored.values()], decisions: sent.decisions })
      const answer = await decide(instances, location, decision)
      if (answer !== (expected ? 'taken' : 'not taken'))
        sent.problems.push(
          `decision ${JSON.stringify(decision)}: expected ${expected ? 'taken' : 'not taken'}, got ${answer}`,
        )
      // What failed may still have been stored; its answer is the problem that is reported.
      if (answer !== 'not taken') sent.decisions.push({ ...decision, at: sent.decisions.length, uuid: randomUUID() })
    }
  }
  return sent
}
