import type { Dropped, Receipt } from './captured-event.ts'

/** What a sender may know of a {@link Receipt}. */
export interface ToldReceipt {
  /** Taken: stored now or earlier, or about somebody who was erased. */
  accepted: number
  quarantined: number
  dropped: Omit<Dropped, 'erased'>
}

/**
 * A write key is public, it stands in every page, and whoever has it may ask about any id by sending an event about it.
 * So nothing here tells who was erased: their events count as others would. What was stored already is not told apart
 * either, for of an erased person nothing ever is. `ingestHealth` has the counts by their reasons.
 */
export function toldReceipt({ accepted, duplicates, quarantined, dropped, erasedRejects = 0 }: Receipt): ToldReceipt {
  const { erased = 0, ...others } = dropped ?? {}
  return {
    accepted: accepted + duplicates + erased - erasedRejects,
    quarantined: quarantined + erasedRejects,
    dropped: others,
  }
}
