const dayMs = 86_400_000

/** What is older is not kept: whole UTC days, so that it moves once a day. In epoch milliseconds. */
export function cutoffMs(retentionDays: number, nowMs: number): number {
  return (Math.floor(nowMs / dayMs) - retentionDays) * dayMs
}
