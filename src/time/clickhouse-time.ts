/** `2026-01-31T10:00:00.000Z` → `2026-01-31 10:00:00.000`: a bound time takes no zone designator. */
export function toClickHouseTime(at: Date): string {
  const iso = at.toISOString()
  // Cut rather than replaced: ingest writes two of each event. Both ends count, for a year may be longer.
  return `${iso.slice(0, -14)} ${iso.slice(-13, -1)}`
}
