/** Prepares, which is not timed, and returns what is. */
export type Variant = () => Promise<() => Promise<unknown>>

/**
 * Variants take turns, each going first as often as the others, so that a busy machine slows all of them.
 * @returns Medians in milliseconds.
 */
export async function sideBySide<Name extends string>(
  variants: Record<Name, Variant>,
  rounds: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(variants) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>
  // The rounds before the first warm up.
  for (let round = -2; round < rounds; round++) {
    const first = (round + names.length) % names.length
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const work = await variants[name]()
      const started = performance.now()
      await work()
      if (round >= 0) times[name].push(performance.now() - started)
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<Name, number>
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  if (low === undefined || high === undefined) throw new Error('Nothing was measured.')
  return (low + high) / 2
}
