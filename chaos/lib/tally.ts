/** How often each thing was seen. */
export interface Tally {
  add(what: string): void
  /** `200 × 812, 503 × 14`, the most frequent first. */
  toString(): string
  of(what: string): number
}

export function createTally(): Tally {
  const counts = new Map<string, number>()
  return {
    add: (what) => counts.set(what, (counts.get(what) ?? 0) + 1),
    of: (what) => counts.get(what) ?? 0,
    toString: () =>
      [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([what, count]) => `${what} × ${count}`)
        .join(', '),
  }
}

/** A request that got no answer: its connection broke, or nobody answered in time. */
export const withoutAnswer = (error: unknown) =>
  error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'no connection'
