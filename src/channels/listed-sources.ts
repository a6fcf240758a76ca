import { type Category, categories } from './sources.ts'
import { trafficSources } from './traffic-sources.ts'

/** The lists by name: what `categoryOf` looks sources up in. */
export const listedSources: ReadonlyMap<string, Category> = new Map(
  categories.flatMap((category) => trafficSources[category].map((source) => [source, category] as const)),
)
