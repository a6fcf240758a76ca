import type { Journey } from './journeys.ts'

const [start, conversion, nothing] = ['(start)', '(conversion)', '(nothing)'] as const

/** How much less likely a walk from the start ends in a conversion when it can no longer pass a key, per key. */
export function removalEffects(journeys: readonly Journey[]): Map<string, number> {
  const chain = new Map<string, Map<string, number>>()
  for (const { steps, converts } of journeys) {
    // Marked, so that no key can be taken for the start or an end.
    const walk = [start, ...steps.map(({ key }) => `key ${key}`), converts ? conversion : nothing]
    walk.slice(1).forEach((to, place) => {
      const from = walk[place] ?? start
      const exits = chain.get(from) ?? new Map<string, number>()
      chain.set(from, exits.set(to, (exits.get(to) ?? 0) + 1))
    })
  }
  const all = conversionChance(chain, null)
  const keys = [...chain.keys()].filter((state) => state !== start)
  return new Map(keys.map((key) => [key.slice('key '.length), all === 0 ? 0 : 1 - conversionChance(chain, key) / all]))
}

/** The chance of ending in a conversion from the start, by Gaussian elimination of h = P h. */
function conversionChance(chain: ReadonlyMap<string, ReadonlyMap<string, number>>, removed: string | null): number {
  const states = [...chain.keys()].filter((state) => state !== removed)
  if (states.length === 0) return 0
  const rows = states.map((from) => {
    const exits = chain.get(from) ?? new Map<string, number>()
    const all = [...exits.values()].reduce((a, b) => a + b, 0)
    const chance = (to: string) => (exits.get(to) ?? 0) / all
    return [...states.map((to) => Number(to === from) - chance(to)), chance(conversion)]
  })
  for (let column = 0; column < states.length; column++) {
    const best = rows.slice(column).reduce((a, b) => (Math.abs(at(b, column)) > Math.abs(at(a, column)) ? b : a))
    rows.splice(rows.indexOf(best), 1)
    rows.splice(column, 0, best)
    for (const row of rows.slice(column + 1)) subtract(row, best, at(row, column) / at(best, column))
  }
  const chances = Array<number>(states.length).fill(0)
  for (let place = states.length - 1; place >= 0; place--) {
    const row = rows[place] ?? []
    const known = states.reduce((sum, _, other) => sum + (other > place ? at(row, other) * at(chances, other) : 0), 0)
    chances[place] = (at(row, states.length) - known) / at(row, place)
  }
  return at(chances, states.indexOf(start))
}

const at = (row: readonly number[], place: number) => row[place] ?? 0

function subtract(row: number[], other: readonly number[], factor: number): void {
  row.forEach((cell, place) => {
    row[place] = cell - factor * at(other, place)
  })
}
