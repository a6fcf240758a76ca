import { z } from 'zod'
import { GatewayError } from '../errors.ts'
import { type CustomRule, type RuleField, type RuleOperator, ruleFields, ruleOperators } from './custom-rules.ts'
import { largestProgram, PatternError, programSize, toRegExp } from './pattern.ts'

/** A location's rules are evaluated for every session that is read: their size has a limit. */
export const ruleLimits = {
  rules: 100,
  conditions: 20,
  values: 200,
  valueLength: 500,
  name: 100,
  total: 20_000,
  /** A pattern costs far more than a text: it is made and tried for each session anew. */
  patterns: 100,
  /** Of all patterns together, unfolded: what they cost follows it. */
  program: 5_000,
} as const

const isField = (text: string): text is RuleField => Object.hasOwn(ruleFields, text)
const isOperator = (text: string): text is RuleOperator => Object.hasOwn(ruleOperators, text)

// The zero byte separates what is joined in the database; nobody means it.
const text = (max: number) =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), 'must be plain text')

const condition = z
  .object({
    field: z.string().refine(isField, 'there is no such field'),
    operator: z.string().refine(isOperator, 'there is no such operator'),
    values: z
      .array(text(ruleLimits.valueLength))
      .max(ruleLimits.values, `must be at most ${ruleLimits.values}`)
      .nullish()
      .transform((values) => values ?? []),
  })
  .superRefine(({ operator, values }, context) => {
    // This is asked of a condition with an unknown operator, too; that one is reported first.
    if (!isOperator(operator)) return
    const takesValues = ruleOperators[operator].like !== 'anything'
    if (takesValues !== values.length > 0)
      context.addIssue({
        code: 'custom',
        path: ['values'],
        message: takesValues ? `${operator} needs at least one` : `${operator} takes none`,
      })
    if (operator !== 'MATCHES') return
    if (values.reduce((size, value) => size + programSize(value), 0) > largestProgram)
      context.addIssue({ code: 'custom', path: ['values'], message: 'are too much for one condition' })
    for (const [index, value] of values.entries()) checkPattern(value, ['values', index], context)
  })

function checkPattern(value: string, path: (string | number)[], context: z.RefinementCtx): void {
  try {
    toRegExp(value)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    context.addIssue({ code: 'custom', path, message: `is not a usable pattern: ${error.message}` })
  }
}

const rules = z
  .array(
    z
      .object({
        channel: text(ruleLimits.name),
        channelGroup: text(ruleLimits.name).nullish(),
        all: z
          .array(condition)
          .min(1, 'must have a condition')
          .max(ruleLimits.conditions, `must be at most ${ruleLimits.conditions}`),
      })
      .transform(({ channel, channelGroup, all }) => ({
        channel,
        channelGroup: channelGroup ?? null,
        conditions: all,
      })),
  )
  .max(ruleLimits.rules, `must be at most ${ruleLimits.rules}`)

const sumOf = (values: readonly string[], size: (value: string) => number) =>
  values.reduce((sum, value) => sum + size(value), 0)

/**
 * Reads the `rules` of `SetChannelRulesInput`.
 * @throws GatewayError BAD_USER_INPUT that names the place and what is wrong with it.
 */
export function validateRules(input: unknown): CustomRule[] {
  const result = rules.safeParse(input)
  if (!result.success) {
    const [issue] = result.error.issues
    throw refusal(['rules', ...(issue?.path ?? [])].join('.'), issue?.message ?? 'is not valid')
  }
  const conditions = result.data.flatMap((rule) => rule.conditions)
  const values = conditions.flatMap((one) => one.values)
  if (sumOf(values, ({ length }) => length) > ruleLimits.total)
    throw refusal('rules', `must have at most ${ruleLimits.total} characters in all their values together`)
  const patterns = conditions.flatMap((one) => (one.operator === 'MATCHES' ? one.values : []))
  if (patterns.length > ruleLimits.patterns)
    throw refusal('rules', `must have at most ${ruleLimits.patterns} values of MATCHES in all`)
  if (sumOf(patterns, programSize) > ruleLimits.program)
    throw refusal(
      'rules',
      `must have at most ${ruleLimits.program} characters in all values of MATCHES together, repetitions written out`,
    )
  return result.data
}

const refusal = (place: string, problem: string) => new GatewayError('BAD_USER_INPUT', `${place}: ${problem}.`)
