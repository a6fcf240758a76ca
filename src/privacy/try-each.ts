export interface TryEachOptions<T> {
  /** Hears of each failure; without it only the first is told, at the end. */
  onFailure?(error: unknown, item: T): void
  /** Leaves the rest: who stops closes the database, so nothing is told of failures from then on. */
  signal?: AbortSignal | undefined
}

/**
 * Works on one after the other: one that fails keeps none of the others waiting.
 * @throws what the first failed with, after each was tried.
 */
export async function tryEach<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
  { onFailure, signal }: TryEachOptions<T> = {},
): Promise<void> {
  const failures: unknown[] = []
  for (const item of items) {
    if (signal?.aborted) break
    try {
      await work(item)
    } catch (error) {
      failures.push(error)
      if (!signal?.aborted) onFailure?.(error, item)
    }
  }
  if (failures.length > 0) throw failures[0]
}
