import type { Journey, Step } from './journeys.ts'
import { removalEffects } from './markov.ts'
import { compareText } from './order.ts'
import { shapleyValues } from './shapley.ts'

export type PathTransform = 'UNIQUE' | 'EXPOSURE' | 'FIRST' | 'FREQUENCY'

export interface ModelOptions {
  halfLifeDays: number
  pathTransform: PathTransform
}

const dayMs = 86_400_000

/** What each place of a path gets, for models that look at one journey alone. Not yet made to add up to 1. */
const placeWeights = {
  FIRST_TOUCH: (steps) => steps.map((_, place) => Number(place === 0)),
  LAST_TOUCH: (steps) => steps.map((_, place) => Number(place === steps.length - 1)),
  LAST_NON_DIRECT: (steps) => {
    const last = steps.findLastIndex(({ isDirect }) => !isDirect)
    return steps.map((_, place) => Number(place === (last === -1 ? steps.length - 1 : last)))
  },
  LINEAR: (steps) => steps.map(() => 1),
  TIME_DECAY: (steps, { halfLifeDays }) => {
    const youngest = Math.min(...steps.map(({ ageMs }) => ageMs))
    return steps.map(({ ageMs }) => 0.5 ** ((ageMs - youngest) / dayMs / halfLifeDays))
  },
  POSITION_BASED: ({ length }) =>
    length < 3 ? Array(length).fill(1) : [0.4, ...Array(length - 2).fill(0.2 / (length - 2)), 0.4],
  W_SHAPED: ({ length }) => {
    if (length < 4) return Array(length).fill(1)
    const weights = Array(length).fill(0.1 / (length - 3))
    for (const place of [0, Math.floor(length / 2), length - 1]) weights[place] = 0.3
    return weights
  },
} satisfies Record<string, (steps: readonly Step[], options: ModelOptions) => number[]>

export type Model = keyof typeof placeWeights | 'MARKOV' | 'SHAPLEY' | 'DATA_DRIVEN'

export interface Credits {
  conversions: Map<string, number>
  value: Map<string, number>
}

export function creditsOf(journeys: readonly Journey[], model: Model, options: ModelOptions): Credits {
  if (model === 'MARKOV') return byShares(journeys, removalEffects(journeys))
  if (model === 'SHAPLEY')
    return {
      conversions: shapleyValues(journeys, () => 1),
      value: shapleyValues(journeys, ({ value }) => value ?? 0),
    }
  const credits: Credits = { conversions: new Map(), value: new Map() }
  const sharesOf = shareFunction(journeys, model, options)
  for (const journey of journeys.filter(({ converts }) => converts)) {
    const shares = sharesOf(journey)
    const sum = [...shares.values()].reduce((a, b) => a + b, 0)
    for (const [key, share] of shares) add(credits, key, share / sum, (journey.value ?? 0) * (share / sum))
  }
  return credits
}

function shareFunction(
  journeys: readonly Journey[],
  model: Exclude<Model, 'MARKOV' | 'SHAPLEY'>,
  options: ModelOptions,
) {
  if (model === 'DATA_DRIVEN') return dataDriven(journeys, options.pathTransform)
  return ({ steps }: Journey) => {
    const shares = new Map<string, number>()
    placeWeights[model](steps, options).forEach((weight, place) => {
      const key = steps[place]?.key ?? ''
      shares.set(key, (shares.get(key) ?? 0) + weight)
    })
    return shares
  }
}

/** A path as the model compares it: what it is called, and which key each part stands for. */
function transformed(steps: readonly Step[], transform: PathTransform): { name: string; key: string }[] {
  const keys = steps.map(({ key }) => key)
  const kept = keys.filter((key, place) => {
    if (transform === 'UNIQUE') return true
    return transform === 'EXPOSURE' ? key !== keys[place - 1] : keys.indexOf(key) === place
  })
  const count = (key: string) => keys.filter((one) => one === key).length
  return kept.map((key) => ({ key, name: transform === 'FREQUENCY' ? `${key}(${count(key)})` : key }))
}

function dataDriven(journeys: readonly Journey[], transform: PathTransform) {
  const nameOf = (parts: readonly { name: string }[]) => JSON.stringify(parts.map(({ name }) => name))
  const seen = new Map<string, { wins: number; all: number }>()
  for (const { steps, converts } of journeys) {
    const name = nameOf(transformed(steps, transform))
    const { wins, all } = seen.get(name) ?? { wins: 0, all: 0 }
    seen.set(name, { wins: wins + Number(converts), all: all + 1 })
  }
  const probability = (parts: readonly { name: string }[]) => {
    const found = seen.get(nameOf(parts))
    return found === undefined ? 0 : found.wins / found.all
  }
  return ({ steps }: Journey) => {
    const parts = transformed(steps, transform)
    const losses = parts.map((_, place) =>
      Math.max(0, probability(parts) - probability(parts.filter((_part, other) => other !== place))),
    )
    const shares = new Map<string, number>()
    if (losses.every((loss) => loss === 0)) return shares.set(steps.at(-1)?.key ?? '', 1)
    parts.forEach(({ key }, place) => {
      shares.set(key, (shares.get(key) ?? 0) + (losses[place] ?? 0))
    })
    return shares
  }
}

function byShares(journeys: readonly Journey[], effects: ReadonlyMap<string, number>): Credits {
  const wins = journeys.filter(({ converts }) => converts)
  const value = wins.reduce((sum, journey) => sum + (journey.value ?? 0), 0)
  const total = [...effects.values()].reduce((a, b) => a + b, 0)
  const credits: Credits = { conversions: new Map(), value: new Map() }
  if (total > 0)
    for (const [key, effect] of [...effects].toSorted(([a], [b]) => compareText(a, b)))
      add(credits, key, (wins.length * effect) / total, (value * effect) / total)
  return credits
}

function add({ conversions, value }: Credits, key: string, part: number, worth: number): void {
  conversions.set(key, (conversions.get(key) ?? 0) + part)
  value.set(key, (value.get(key) ?? 0) + worth)
}
