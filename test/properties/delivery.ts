import fc from 'fast-check'
import type { Decision, OracleEvent } from '../oracle/index.ts'
import { history } from './history.ts'
import { anyId } from './people.ts'
import { seededRandom } from './random.ts'

export type Batch = OracleEvent[]

/**
 * Batches of one wave may be sent at once; a wave begins when the one before was acknowledged and its decisions are
 * made.
 */
export interface Wave {
  batches: Batch[]
  decisions: Omit<Decision, 'at' | 'uuid'>[]
}

export interface Case {
  /** Each event once, as it was acknowledged first. */
  events: OracleEvent[]
  waves: Wave[]
}

const decision: fc.Arbitrary<Wave['decisions'][number]> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .record({ anonymousId: anyId, userId: anyId })
      .filter(({ anonymousId, userId }) => anonymousId !== userId)
      .map((ids) => ({ kind: 'mapIdentity' as const, ...ids })),
  },
  { weight: 1, arbitrary: anyId.map((anonymousId) => ({ kind: 'unmapIdentity' as const, anonymousId })) },
)

/** A history in one random delivery: any order, any batches, some events more than once, decisions anywhere between. */
export const delivered = (histories: fc.Arbitrary<OracleEvent[]>): fc.Arbitrary<Case> =>
  fc
    .record({
      events: histories,
      order: fc.nat(),
      waveCount: fc.integer({ min: 1, max: 4 }),
      batchesPerWave: fc.integer({ min: 1, max: 4 }),
      repeatedShare: fc.constantFrom(0, 0.1, 0.4),
      changedShare: fc.constantFrom(0, 0.1),
      // Few: each waits for several queries.
      decisions: fc.oneof(
        { weight: 2, arbitrary: fc.constant<[number, Wave['decisions'][number]][]>([]) },
        { weight: 1, arbitrary: fc.array(fc.tuple(fc.nat(3), decision), { maxLength: 4 }) },
      ),
    })
    .map(({ events, order, waveCount, batchesPerWave, repeatedShare, changedShare, decisions }) => {
      const random = seededRandom(order)
      const waves = Array.from({ length: waveCount }, (_, wave): Wave => {
        const batches = Array.from({ length: batchesPerWave }, (): Batch => [])
        return { batches, decisions: decisions.filter(([at]) => at % waveCount === wave).map(([, one]) => one) }
      })
      const deliver = (event: OracleEvent, wave: number) => {
        const batches = waves[wave]?.batches ?? []
        const batch = batches[random.below(batches.length)]
        batch?.splice(random.below(batch.length + 1), 0, event)
      }
      for (const event of events) {
        const wave = random.below(waveCount)
        deliver(event, wave)
        // The same event may come again at once, through another instance too.
        while (random.below(1_000) < repeatedShare * 1_000) deliver(event, wave + random.below(waveCount - wave))
        // What says something else under a known uuid comes after the first was acknowledged, which is the one that
        // counts.
        if (wave + 1 < waveCount && random.below(1_000) < changedShare * 1_000)
          deliver(changed(event, random.below(5)), wave + 1 + random.below(waveCount - wave - 1))
      }
      return { events, waves }
    })

export const deliveredCase = delivered(history)

function changed(event: OracleEvent, how: number): OracleEvent {
  if (how === 0) return { ...event, event: 'changed' }
  if (how === 1) return { ...event, distinctId: 'changed' }
  if (how === 2) return { ...event, properties: { ...event.properties, $set: { plan: 'changed' } } }
  return { ...event, timestampMs: event.timestampMs + (how === 3 ? 1 : -40 * 86_400_000) }
}
