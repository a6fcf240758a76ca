import { partsOf } from '../parts-of.ts'
import type { ErasedIds } from '../privacy/erased-ids.ts'
import type { LocatedId } from '../privacy/id-hashes.ts'
import { isUnmistakable, possibleIdsIn } from '../privacy/ids-in-text.ts'
import { forEachInSlices } from '../slices.ts'
import type { InsertRows } from './insert-rows.ts'
import type { BadEvent } from './intake.ts'

/** Of texts whose ids are asked for together: of more the claim could run out meanwhile. */
const charactersAtOnce = 1_000_000

/** Keeps what could not be understood, unless it names somebody who is erased. Returns what is kept. */
export function createQuarantine(erasedIds: ErasedIds, insert: InsertRows) {
  return async function quarantine(bad: readonly BadEvent[]): Promise<ReadonlySet<BadEvent>> {
    const kept = new Set<BadEvent>()
    for (const part of partsOf(bad, charactersAtOnce, ({ raw }) => raw.length))
      for (const one of await storeOfOthers(part)) kept.add(one)
    return kept
  }

  async function storeOfOthers(bad: readonly BadEvent[]): Promise<readonly BadEvent[]> {
    const idsOf = new Map<BadEvent, readonly LocatedId[]>()
    const locations = bad.map(({ row }) => row.location_id)
    async function idsIn(suppressed: ReadonlySet<string>): Promise<LocatedId[]> {
      await forEachInSlices(bad, (one) => {
        const { location_id, detail } = one.row
        if (!suppressed.has(location_id)) return
        // A detail may come from the sender too, but it is made of our words.
        const ids = [...possibleIdsIn(one.raw), ...[...possibleIdsIn(detail)].filter(isUnmistakable)]
        idsOf.set(
          one,
          ids.map((id) => ({ location_id, id })),
        )
      })
      return [...idsOf.values()].flat()
    }
    return erasedIds.guardedIn(locations, idsIn, async (isErased) => {
      const kept = bad.filter((one) => idsOf.get(one)?.some(isErased) !== true)
      await insert(
        'events_quarantine',
        kept.map(({ row }) => row),
      )
      return kept
    })
  }
}
