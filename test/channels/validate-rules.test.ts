import { describe, expect, test } from 'vitest'
import { ruleLimits, validateRules } from '../../src/channels/validate-rules.ts'
import { GatewayError } from '../../src/errors.ts'

const condition = (over: object = {}) => ({ field: 'UTM_SOURCE', operator: 'IS', values: ['acme'], ...over })
const rule = (over: object = {}) => ({ channel: 'partners', all: [condition()], ...over })

describe('rules of a location', () => {
  test('are read', () => {
    expect(validateRules([rule({ channelGroup: 'Partners' }), rule({ channelGroup: null })])).toEqual([
      {
        channel: 'partners',
        channelGroup: 'Partners',
        conditions: [{ field: 'UTM_SOURCE', operator: 'IS', values: ['acme'] }],
      },
      {
        channel: 'partners',
        channelGroup: null,
        conditions: [{ field: 'UTM_SOURCE', operator: 'IS', values: ['acme'] }],
      },
    ])
    expect(validateRules([])).toEqual([])
  })

  test.each([
    ['no list', null, 'rules:'],
    ['too many rules', Array.from({ length: ruleLimits.rules + 1 }, () => rule()), 'rules: must be at most 100'],
    ['an empty channel', [rule({ channel: '' })], 'rules.0.channel: must not be empty'],
    ['no condition', [rule({ all: [] })], 'rules.0.all: must have a condition'],
    [
      'too many conditions',
      [rule({ all: Array.from({ length: 21 }, () => condition()) })],
      'rules.0.all: must be at most 20',
    ],
    [
      'an unknown field',
      [rule({ all: [condition({ field: 'constructor' })] })],
      'rules.0.all.0.field: there is no such field',
    ],
    ['an unknown operator', [rule({ all: [condition({ operator: 'LIKE' })] })], 'operator: there is no such operator'],
    ['no value', [rule({ all: [condition({ values: null })] })], 'rules.0.all.0.values: IS needs at least one'],
    ['a value too many', [rule({ all: [condition({ operator: 'IS_SET' })] })], 'values: IS_SET takes none'],
    ['an empty value', [rule({ all: [condition({ values: [''] })] })], 'values.0: must not be empty'],
    ['a zero byte', [rule({ all: [condition({ values: ['a\0b'] })] })], 'values.0: must be plain text'],
    ['a long value', [rule({ all: [condition({ values: ['x'.repeat(501)] })] })], 'values.0: must have at most 500'],
    ['many values', [rule({ all: [condition({ values: Array(201).fill('x') })] })], 'values: must be at most 200'],
    [
      'too much in all',
      [rule({ all: [condition({ values: Array(100).fill('x'.repeat(201)) })] })],
      'rules: must have at most 20000 characters',
    ],
    [
      'patterns that are too much together',
      [rule({ all: [condition({ operator: 'MATCHES', values: Array(11).fill('.'.repeat(500)) })] })],
      'rules.0.all.0.values: are too much for one condition',
    ],
    [
      'too many patterns in all',
      Array.from({ length: 6 }, () =>
        rule({ all: Array(17).fill(condition({ operator: 'MATCHES', values: ['^a'] })) }),
      ),
      'rules: must have at most 100 values of MATCHES in all',
    ],
    [
      'patterns that are too much in all',
      [rule({ all: Array(2).fill(condition({ operator: 'MATCHES', values: ['[^a]{380}b'] })) })],
      'rules: must have at most 5000 characters in all values of MATCHES together',
    ],
    [
      'a pattern that RE2 has not',
      [rule({ all: [condition({ operator: 'MATCHES', values: ['ok', '(?=a)'] })] })],
      'rules.0.all.0.values.1: is not a usable pattern: lookarounds',
    ],
  ])('with %s are refused', (_, input, message) => {
    const refused = () => validateRules(input)
    expect(refused).toThrow(GatewayError)
    expect(refused).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining(message) }),
    )
  })
})
