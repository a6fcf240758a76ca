import { existsSync } from 'node:fs'

/** Proofs that take minutes run with `LONG=1 npm test`. */
export const isLong = process.env.LONG !== undefined

/** For tests over data that are too large for the repository: where they lie, and there is time for them. */
export const hasTimeFor = (directory: string) => isLong && existsSync(directory)
