import fc from 'fast-check'

const dayMs = 86_400_000
const minuteMs = 60_000

/** 40 days with the change to summer time in New York (8 March), Oslo (29 March) and on Lord Howe (5 April). */
export const span = { fromMs: Date.UTC(2026, 2, 5), days: 40 }

const boundaries = [
  Date.UTC(2026, 2, 8, 7),
  Date.UTC(2026, 2, 29),
  Date.UTC(2026, 2, 29, 1),
  Date.UTC(2026, 2, 31, 22),
  Date.UTC(2026, 3, 1),
  Date.UTC(2026, 3, 1, 4),
]

/** Few minutes are shared by many visits, so that times collide; some lie around midnights and changes of the clock. */
export const startMs = fc.oneof(
  { weight: 3, arbitrary: fc.nat(11).map((slot) => span.fromMs + slot * 3 * dayMs + 10 * 3_600_000) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...boundaries), fc.integer({ min: -20, max: 3 }))
      .map(([at, minutes]) => at + minutes * minuteMs),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.nat(span.days - 2), fc.integer({ min: -20 * minuteMs, max: minuteMs }))
      .map(([day, ms]) => span.fromMs + (day + 1) * dayMs + ms),
  },
  { weight: 2, arbitrary: fc.nat(span.days * dayMs).map((ms) => span.fromMs + ms) },
)

/**
 * From one event of a visit to the next: the limits of bounces (10 s) and sessions (30 min) exactly, and beside them.
 */
export const gapMs = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 400, 9_999, 10_000, 10_001, 45_000) },
  { weight: 3, arbitrary: fc.constantFrom(30 * minuteMs - 1, 30 * minuteMs, 30 * minuteMs + 1) },
  { weight: 1, arbitrary: fc.constantFrom(6 * 3_600_000, dayMs - 1, dayMs, dayMs + 1) },
  { weight: 2, arbitrary: fc.nat(40 * minuteMs) },
)
