import { describe, expect, test } from 'vitest'
import { errorRow } from '../../src/ingest/exception.ts'
import { landingRow } from '../../src/ingest/landing-row.ts'
import type { JsonObject } from '../../src/json/json-value.ts'
import { toClickHouseTime } from '../../src/time/clickhouse-time.ts'

function errorOf(properties: JsonObject, event = '$exception') {
  const captured = { event, distinctId: 'visitor', timestampMs: Date.UTC(2026, 0, 1), properties }
  return errorRow(landingRow('oslo', captured, {}, toClickHouseTime(new Date())), properties)
}
const frame = (filename: string, functionName: string, lineno: number, in_app = true): JsonObject => ({
  platform: 'web:javascript',
  filename,
  function: functionName,
  lineno,
  colno: lineno * 3,
  in_app,
})
const thrown = (type: string, value: string, ...frames: JsonObject[]): JsonObject => ({
  type,
  value,
  mechanism: { type: 'generic', handled: false },
  stacktrace: { type: 'raw', frames },
})
const fingerprintOf = (...list: JsonObject[]) => errorOf({ $exception_list: list })?.fingerprint

describe('fingerprint', () => {
  const base = thrown(
    'TypeError',
    'x is undefined',
    frame('https://cdn.shop.example/assets/vendor-1a2b3c4d.js', 'run', 10, false),
    frame('https://cdn.shop.example/assets/app-3f9a1c2b.js?v=7', 'pay', 120),
  )

  test.each([
    [
      'another release: lines, build hashes, hosts and queries differ',
      thrown(
        'TypeError',
        'y is undefined',
        frame('https://cdn.shop.example/assets/vendor-99999999.js', 'run', 77, false),
        frame('https://eu.shop.example/assets/app-00ff00ff.js?v=8', 'pay', 131),
      ),
    ],
    [
      'another bundler: its hashes are no hexadecimal numbers',
      thrown('TypeError', 'x is undefined', frame('https://cdn.shop.example/assets/app-PGUQKT6S.js', 'pay', 1)),
    ],
    [
      'another way through foreign code',
      thrown('TypeError', 'x is undefined', frame('lib.js', 'hop', 1, false), frame('/assets/app.js', 'pay', 1)),
    ],
  ])('is equal for the same defect: %s', (_, other) => {
    expect(fingerprintOf(other)).toBe(fingerprintOf(base))
  })

  test.each([
    ['another type', thrown('RangeError', 'x is undefined', frame('/assets/app.js', 'pay', 120))],
    ['another function', thrown('TypeError', 'x is undefined', frame('/assets/app.js', 'cancel', 120))],
    ['another file', thrown('TypeError', 'x is undefined', frame('/assets/cart.js', 'pay', 120))],
  ])('differs for another defect: %s', (_, other) => {
    expect(fingerprintOf(other)).not.toBe(fingerprintOf(base))
  })

  test('a chain counts whole: the same wrapper around another cause is another defect', () => {
    const wrapper = thrown('CheckoutError', 'failed', frame('/assets/app.js', 'checkout', 5))
    const cause = (functionName: string) => thrown('TypeError', 'x', frame('/assets/api.js', functionName, 9))
    expect(fingerprintOf(wrapper, cause('load'))).toBe(fingerprintOf(wrapper, cause('load')))
    expect(fingerprintOf(wrapper, cause('load'))).not.toBe(fingerprintOf(wrapper, cause('save')))
  })

  test('without frames the message counts, but not what varies in it', () => {
    const message = (value: string) => errorOf({ error_type: 'HttpError', message: value }, 'error')?.fingerprint
    expect(message('GET "/users/17" failed with 500 after 31 ms')).toBe(
      message('GET "/users/4711" failed with 502 after 7 ms'),
    )
    expect(message('GET failed')).not.toBe(message('POST failed'))
  })

  test("the SDK's own wins", () => {
    expect(errorOf({ $exception_fingerprint: 'mine', $exception_list: [base] })?.fingerprint).toBe('mine')
  })
})

test('a chained exception tells the outermost, its component and the whole stack', () => {
  const error = errorOf({
    $exception_level: 'fatal',
    $exception_list: [
      thrown('CheckoutError', 'Checkout failed', frame('/assets/checkout-3f9a1c2b.js', 'submit', 5)),
      thrown('TypeError', 'x is undefined', frame('/assets/api.js', 'load', 9)),
    ],
  })
  expect(error).toMatchObject({
    error_type: 'CheckoutError',
    message: 'Checkout failed',
    component: 'checkout.js',
    level: 'fatal',
    handled: false,
  })
  expect(error?.stack).toBe(
    'CheckoutError: Checkout failed\n    at submit (/assets/checkout-3f9a1c2b.js:5:15)\nCaused by: TypeError: x is undefined\n    at load (/assets/api.js:9:27)',
  )
})
