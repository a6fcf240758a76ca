import type { Journey } from './journeys.ts'

/**
 * The definition itself: a set of keys is worth what the journeys over these keys alone brought, and a key gets the
 * mean, over all orders in which keys join, of what the worth grows by when it joins. For at most 16 keys.
 */
export function shapleyValues(
  journeys: readonly Journey[],
  worthOf: (journey: Journey) => number,
): Map<string, number> {
  const wins = journeys.filter(({ converts }) => converts)
  const keys = [...new Set(wins.flatMap(({ steps }) => steps.map(({ key }) => key)))]
  if (keys.length > 16) throw new Error(`${keys.length} keys are too many for the definition.`)
  const games = wins.map((journey) => ({
    set: journey.steps.reduce((set, { key }) => set | (1 << keys.indexOf(key)), 0),
    worth: worthOf(journey),
  }))
  const worths = Array.from({ length: 1 << keys.length }, (_, coalition) =>
    games.reduce((sum, { set, worth }) => ((set & ~coalition) === 0 ? sum + worth : sum), 0),
  )
  return new Map(
    keys.map((key, player) => {
      const gains = worths.map((worth, coalition) => {
        if ((coalition & (1 << player)) !== 0) return 0
        const size = bitCount(coalition)
        const orders = (factorial(size) * factorial(keys.length - size - 1)) / factorial(keys.length)
        return orders * ((worths[coalition | (1 << player)] ?? 0) - worth)
      })
      return [key, gains.reduce((a, b) => a + b, 0)]
    }),
  )
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
const bitCount = (n: number): number => (n === 0 ? 0 : (n & 1) + bitCount(n >>> 1))
