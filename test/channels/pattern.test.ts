import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PatternError, toRegExp } from '../../src/channels/pattern.ts'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'

let engine: ClickHouse
beforeAll(async () => {
  engine = await createClickHouse(testConfig({ CLICKHOUSE_DATABASE: 'channels_pattern' }))
})
afterAll(() => engine.close())

/** Asks RE2 as the view does. */
async function matches(cases: readonly { pattern: string; text: string }[]): Promise<boolean[]> {
  const rows = await select<{ found: (0 | 1)[] }>(
    engine,
    `SELECT arrayMap((text, pattern) -> match(text, concat('(?i)(?:', pattern, ')')), {texts:Array(String)}, {patterns:Array(String)}) AS found`,
    { texts: cases.map(({ text }) => text), patterns: cases.map(({ pattern }) => pattern) },
  )
  return (rows[0]?.found ?? []).map(Boolean)
}

describe('a pattern', () => {
  test.each([
    ['(?=a)', 'lookarounds'],
    ['(?<!a)b', 'lookarounds'],
    ['(?<name>a)', 'named groups'],
    ['(?i)a', 'flags'],
    ['(a)\\1', '\\1'],
    ['\\k<a>', '\\k'],
    ['\\p{L}', '\\p'],
    ['\\u0041', '\\u'],
    ['\\Aa\\z', '\\A'],
    ['[[:alpha:]]', 'bracket'],
    ['[^]', 'class'],
    ['[]a]', 'class'],
    ['[\\w-z]', 'hyphen'],
    ['[a-\\d]', 'hyphen'],
    ['(', 'regular expression'],
    ['a**', 'regular expression'],
    ['a{2,1}', 'regular expression'],
    ['a\\', 'not possible'],
    ['(a{100}){100}', 'repeats'],
    ['a{100000}', 'repeats'],
  ])('%s is refused', (pattern, reason) => {
    expect(() => toRegExp(pattern)).toThrow(PatternError)
    expect(() => toRegExp(pattern)).toThrow(reason)
  })

  test('that is accepted means the same to RE2', async () => {
    const part = fc.constantFrom(
      ...[
        'a',
        'B',
        'é',
        '.',
        '*',
        '+',
        '?',
        '|',
        '(',
        ')',
        '(?:',
        '[',
        '[^',
        ']',
        '-',
        '^',
        '$',
        '{2}',
        '{1,3}',
        '{2,}',
      ],
      ...[
        '\\d',
        '\\W',
        '\\s',
        '\\S',
        '\\b',
        '\\.',
        '\\-',
        '\\_',
        '\\n',
        '\\]',
        '/',
        ' ',
        '0',
        ',',
        '}',
        '\\/',
        '~',
        '&&',
      ],
    )
    const pattern = fc.array(part, { minLength: 1, maxLength: 10 }).map((parts) => parts.join(''))
    const text = fc
      .array(fc.constantFrom('a', 'b', 'é', '0', '-', '_', ' ', '\n', '.', ']', '/', '\u00a0', '😀'), { maxLength: 8 })
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ pattern, text }), { minLength: 50, maxLength: 200 }), async (given) => {
        const accepted = given.filter((each) => isAccepted(each.pattern))
        const expected = accepted.map((each) => toRegExp(each.pattern).test(each.text.toLowerCase()))
        const found = await matches(accepted.map((each) => ({ ...each, text: each.text.toLowerCase() })))
        expect(accepted.map((each, index) => ({ ...each, found: found[index] }))).toEqual(
          accepted.map((each, index) => ({ ...each, found: expected[index] })),
        )
      }),
      { numRuns: 30 },
    )
  })

  test('at its largest still fits into RE2', async () => {
    const largest = ['\\W'.repeat(250), '.'.repeat(500), '[^é]{500}', '(?:\\W|[^aé]){250}', '\\W{700}', '[a-zé]{450}']
    const accepted = largest.filter(isAccepted)
    expect(accepted).toEqual(largest)
    await expect(matches(accepted.map((pattern) => ({ pattern, text: 'x' })))).resolves.toHaveLength(accepted.length)
  })
})

function isAccepted(pattern: string): boolean {
  try {
    toRegExp(pattern)
    return true
  } catch (error) {
    if (error instanceof PatternError) return false
    throw error
  }
}
