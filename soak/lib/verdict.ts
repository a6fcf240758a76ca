import type { Sample } from './sample.ts'

/**
 * What must stay flat, by how much the median of the last third may exceed that of the second. The first third warms
 * up: caches fill, code is compiled, and parts reach the number at which merges keep up.
 */
const bounds = { memory: 1.15, handles: 1.15, parts: 1.5, question: 1.5, acknowledgement: 1.5 } as const

export interface Trend {
  name: keyof typeof bounds
  before: number
  after: number
  ratio: number
  isFlat: boolean
}

/** @param samples One a minute, at least three. */
export function trendsOf(samples: readonly Sample[]): Trend[] {
  const third = Math.floor(samples.length / 3)
  if (third === 0) throw new Error('A trend needs at least three minutes.')
  const [second, last] = [samples.slice(third, -third), samples.slice(-third)]
  return (Object.keys(bounds) as Trend['name'][]).map((name) => {
    const medianOf = (some: readonly Sample[]) => median(some.map((sample) => sample[name]))
    const [before, after] = [medianOf(second), medianOf(last)]
    const ratio = after / before
    return { name, before, after, ratio, isFlat: ratio <= bounds[name] }
  })
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
