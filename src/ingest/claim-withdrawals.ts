import type { InsertRow, InsertRows } from './insert-rows.ts'

type EventClaim = InsertRow<'event_claims'>

export interface ClaimWithdrawals {
  /** Gives claims up now. @throws when it cannot be written; then it is written later. */
  withdraw(claims: readonly EventClaim[]): Promise<void>
  /** Gives them up before claims are read the next time. */
  withdrawLater(claims: readonly EventClaim[]): void
  /**
   * Writes what could not be written before. Never throws: who asks then has more to fear from a database that is away.
   */
  catchUp(): Promise<void>
}

/**
 * A write fails most often because the database is away, and then its claims cannot be withdrawn either. They are
 * remembered for as long as they live: without that, what is sent again would have to wait for the claims of the very
 * instance that it comes to.
 */
export function createClaimWithdrawals(insert: InsertRows, claimSeconds: number): ClaimWithdrawals {
  let kept: { claims: readonly EventClaim[]; until: number }[] = []

  function withdrawLater(claims: readonly EventClaim[]): void {
    if (claims.length > 0) kept.push({ claims, until: performance.now() + claimSeconds * 1_000 })
  }

  async function withdraw(claims: readonly EventClaim[]): Promise<void> {
    try {
      await insert(
        'event_claims',
        claims.map((claim) => ({ ...claim, withdrawn: true })),
      )
    } catch (error) {
      withdrawLater(claims)
      throw error
    }
  }

  return {
    withdraw,
    withdrawLater,
    async catchUp() {
      const due = kept
      kept = []
      const live = due.filter(({ until }) => performance.now() < until)
      try {
        await insert(
          'event_claims',
          live.flatMap(({ claims }) => claims.map((claim) => ({ ...claim, withdrawn: true }))),
        )
      } catch {
        // They end when they would have ended, however often this fails.
        kept.push(...live)
      }
    },
  }
}
