import type { Category } from './sources.ts'

/** The texts of a touch that rules look at: lower-cased, '' when absent. */
const touchTexts = ['source', 'medium', 'campaign', 'referrer', 'domain', 'pathname'] as const
export type TouchText = (typeof touchTexts)[number]

/** What can be asked of a touch. Patterns mean the same to RE2 and to RegExp. */
export type Test =
  | { text: TouchText; in: readonly string[] }
  | { text: TouchText; contains: string }
  | { text: TouchText; matches: string }
  | { present: TouchText }
  /** The category of the source, or without one of the referring domain. */
  | { category: Category }
  /** One of these came with the visit. */
  | { clickIds: readonly string[] }
  | { all: readonly Test[] }
  | { any: readonly Test[] }
  | { not: Test }

/** Rules are asked in order, and the first whose test holds gives the answer. */
export interface RuleTable {
  rules: readonly (readonly [result: string, test: Test])[]
  otherwise: string
}

/** Texts by which SDKs and reports say that there is nothing. */
export const absentTexts = ['null', '(none)', '(not set)', '(direct)', '$direct'] as const
