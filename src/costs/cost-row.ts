import { z } from 'zod'
import { isKeptDay } from '../time/kept-times.ts'
import { currencyCode } from './currency.ts'
import { decimalOf, textOfNumber } from './decimal.ts'

/** What was paid for ads on a day, as an import says it. */
export interface CostRow {
  /** `YYYY-MM-DD` */
  date: string
  channel: string
  /** '' where absent; `campaign` too. */
  source: string
  campaign: string
  /** A decimal as text; negative for a credit note. */
  cost: string
  /** ISO 4217. */
  currency: string
  clicks: number | null
  impressions: number | null
}

/** Campaigns are often named by a number. */
const label = z
  .union([z.string(), z.number().transform(String)], 'must be text')
  .pipe(z.string().trim().max(200, 'must have at most 200 characters'))
  .refine((text) => !text.includes('\0') && text.isWellFormed(), 'must be plain text')
const optionalLabel = label.nullish().transform((text) => text ?? '')
/** Never by way of a float: a number that may not be what was written is refused. */
const decimal = z.union([z.string(), z.number()], 'must be a decimal number').transform((value, context) => {
  const text = typeof value === 'number' ? textOfNumber(value) : value.trim()
  const exact = decimalOf(text ?? '')
  if (exact !== undefined) return exact
  const message =
    text === undefined
      ? 'must be text, or a number of at most 15 digits: a longer one may not be exact'
      : 'must be a decimal number of at most 20 digits, and 9 after the point'
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})
/** Files hold texts; an empty one is absent. */
const count = z
  .union([z.number(), z.string()], 'must be a whole number')
  .transform((value) => {
    const text = String(value).trim()
    return text === '' ? null : Number(decimalOf(text) ?? Number.NaN)
  })
  .refine((value) => value === null || (Number.isSafeInteger(value) && value >= 0), 'must be a whole number, 0 or more')
  .nullish()
  .transform((value) => value ?? null)

/** @example costRow.safeParse({ date: '2026-01-31', channel: 'google_ads', cost: '12.50', currency: 'EUR' }) */
export const costRow: z.ZodType<CostRow> = z.object(
  {
    date: z
      .string('must be a day')
      .refine(isKeptDay, 'must be a day of the calendar from 1970-01-02 to 2105-12-31, as 2026-01-31'),
    channel: label.refine((text) => text !== '', 'must not be empty'),
    source: optionalLabel,
    campaign: optionalLabel,
    cost: decimal,
    currency: z
      .string('must be a currency')
      .transform((text) => text.trim().toUpperCase())
      .refine((text) => currencyCode(text) !== undefined, 'must be a currency of ISO 4217, as EUR'),
    clicks: count,
    impressions: count,
  },
  'must be an object with date, channel, cost and currency',
)

/** What is wrong with a row, for a human: `cost: must be a decimal number`. */
export function problemOf(error: z.ZodError | undefined): string {
  const [issue] = error?.issues ?? []
  return issue === undefined
    ? 'is not usable'
    : [...issue.path.map(String), issue.message].join(': ').replace(': must', ' must')
}
