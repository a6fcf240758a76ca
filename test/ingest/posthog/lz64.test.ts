import fc from 'fast-check'
import LZString from 'lz-string'
import { describe, expect, test } from 'vitest'
import { decompressLz64 } from '../../../src/ingest/posthog/lz64.ts'

const roundTrip = (text: string) => decompressLz64(LZString.compressToBase64(text), 1_000_000)

describe('lz64', () => {
  test('reads whatever lz-string writes', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => roundTrip(text) === text))
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'ø'), maxLength: 9_000 }), (t) => roundTrip(t) === t),
    )
    for (const text of ['', 'a', 'ab'.repeat(100_000), JSON.stringify(Array.from({ length: 20_000 }, (_, n) => n))])
      expect(roundTrip(text)).toBe(text)
  })

  test('stops at the limit', () => {
    const bomb = LZString.compressToBase64('a'.repeat(2_000_000))
    expect(bomb.length).toBeLessThan(10_000)
    expect(() => decompressLz64(bomb, 1_000_000)).toThrow('larger than')
  })

  test('counts bytes, not UTF-16 units', () => {
    const text = '漢🏔'.repeat(1_000)
    expect(decompressLz64(LZString.compressToBase64(text), 7_000)).toBe(text)
    expect(() => decompressLz64(LZString.compressToBase64(text), 6_999)).toThrow('larger than 6999 bytes')
  })

  test('takes a batch of hundreds of events, and no text that is longer', () => {
    const event = (n: number) => ({
      event: '$autocapture',
      distinct_id: `d${n}`,
      properties: { $el_text: `Item ${n}` },
    })
    const batch = JSON.stringify(Array.from({ length: 2_000 }, (_, n) => event(n)))
    expect(roundTrip(batch)).toBe(batch)
    expect(() => decompressLz64('A'.repeat(256_001), 20_000_000)).toThrow('at most 256000 characters')
  })

  test('refuses anything else', () => {
    const refusal = /not valid lz64|larger than/
    fc.assert(
      fc.property(fc.base64String(), (text) => {
        try {
          return typeof decompressLz64(text, 10_000) === 'string'
        } catch (error) {
          return error instanceof Error && refusal.test(error.message)
        }
      }),
    )
  })
})
