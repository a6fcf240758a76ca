import { existsSync } from 'node:fs'

/** Proofs that take minutes run with `LONG=1 npm test`. */
export const isLong = process.env.LONG !== undefined

/** How many random histories are tried: `PROPERTY_RUNS`, or fewer where there is no time for many. */
export const propertyRuns = (few: number, many: number): number =>
  Number(process.env.PROPERTY_RUNS ?? (isLong ? many : few))

/** For tests over data that are too large for the repository: where they lie, and there is time for them. */
export const hasTimeFor = (directory: string) => isLong && existsSync(directory)
