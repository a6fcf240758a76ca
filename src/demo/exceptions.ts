import type { JsonObject } from '../json/json-value.ts'
import type { Random } from './random.ts'
import { host } from './site.ts'

interface Bug {
  weight: number
  type: string
  value(random: Random): string
  /** File and function, oldest call first; the last one throws. `lib:` marks code that is not the shop's. */
  calls: readonly [file: string, name: string, line: number][]
  handled: boolean
  level?: 'error' | 'warning' | 'fatal'
  cause?: Pick<Bug, 'type' | 'value' | 'calls'>
}

/** Each is one defect, however its messages and line numbers vary. */
const bugs: readonly [Bug, ...Bug[]] = [
  {
    weight: 30,
    type: 'TypeError',
    value: () => "Cannot read properties of undefined (reading 'price')",
    calls: [
      ['lib:react-dom', 'commitRoot', 9_120],
      ['cart', 'renderCart', 84],
      ['cart', 'lineTotal', 31],
    ],
    handled: false,
  },
  {
    weight: 18,
    type: 'PaymentDeclinedError',
    value: (random) => `Card was declined (attempt ${random.integer(1, 3)}, order ord_${random.hex(10)})`,
    calls: [
      ['checkout', 'submitPayment', 140],
      ['payment', 'confirmCard', 66],
    ],
    handled: true,
    level: 'warning',
    cause: {
      type: 'HttpError',
      value: (random) => `402 from /api/payments/${random.integer(10_000, 99_999)}`,
      calls: [['http', 'request', 22]],
    },
  },
  {
    weight: 14,
    type: 'ChunkLoadError',
    value: (random) => `Loading chunk ${random.integer(100, 999)} failed.`,
    calls: [['runtime', '__webpack_require__.f.j', 12]],
    handled: false,
  },
  {
    weight: 12,
    type: 'TypeError',
    value: () => 'Failed to fetch',
    calls: [
      ['catalogue', 'loadProducts', 48],
      ['http', 'request', 19],
    ],
    handled: false,
  },
  {
    weight: 9,
    type: 'RangeError',
    value: () => 'Invalid time value',
    calls: [
      ['booking', 'renderSlots', 102],
      ['booking', 'formatSlot', 57],
    ],
    handled: false,
  },
  {
    weight: 7,
    type: 'UnhandledRejection',
    value: (random) => `Request req_${random.hex(8)} timed out after ${random.integer(8, 30)}s`,
    calls: [
      ['booking', 'reserveSlot', 77],
      ['http', 'withTimeout', 41],
    ],
    handled: false,
  },
  {
    weight: 6,
    type: 'QuotaExceededError',
    value: () => "Failed to execute 'setItem' on 'Storage': Setting the value of 'cart' exceeded the quota.",
    calls: [['cart', 'saveCart', 119]],
    handled: true,
  },
  {
    weight: 4,
    type: 'SyntaxError',
    value: () => 'Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON',
    calls: [
      ['reviews', 'loadReviews', 35],
      ['lib:json', 'parse', 1],
    ],
    handled: false,
    level: 'fatal',
  },
]

export const bugCount = bugs.length

/** The properties of one `$exception` event as posthog-js builds them. */
export function exceptionProperties(random: Random, release: string): JsonObject {
  const bug = random.weighted(bugs)
  const outer = exception(random, bug, release, { type: 'generic', handled: bug.handled, exception_id: 0 })
  const cause =
    bug.cause === undefined
      ? []
      : [exception(random, bug.cause, release, { type: 'chained', source: 'cause', exception_id: 1, parent_id: 0 })]
  return { $exception_list: [outer, ...cause], $exception_level: bug.level ?? 'error', $release: release }
}

function exception(
  random: Random,
  { type, value, calls }: Pick<Bug, 'type' | 'value' | 'calls'>,
  release: string,
  mechanism: JsonObject,
): JsonObject {
  return {
    type,
    value: value(random),
    mechanism: { ...mechanism, synthetic: false },
    stacktrace: { type: 'raw', frames: calls.map((call) => frame(random, call, release)) },
  }
}

/** Builds move lines and rename bundles; that must not make another defect of it. */
function frame(random: Random, [file, name, line]: Bug['calls'][number], release: string): JsonObject {
  const own = !file.startsWith('lib:')
  const path = own ? `/assets/${file}-${release}.js` : `/node_modules/${file.slice('lib:'.length)}/index.js`
  return {
    platform: 'web:javascript',
    filename: `https://${host}${path}`,
    function: name,
    lineno: line + random.integer(-3, 3),
    colno: random.integer(5, 120),
    in_app: own,
  }
}
