import fc from 'fast-check'
import { expect, test } from 'vitest'
import { excessIn } from '../../src/json/json-bounds.ts'
import { isDeeperThan } from '../../src/json/json-depth.ts'

const unbounded = { maxDepth: Number.MAX_SAFE_INTEGER, maxParts: Number.MAX_SAFE_INTEGER }

/** Arrays, objects, commas and colons. */
function partsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const children = Object.values(value)
  const separators = Math.max(0, children.length - 1) + (Array.isArray(value) ? 0 : children.length)
  return children.reduce<number>((sum, child) => sum + partsOf(child), 1 + separators)
}

const json = fc.jsonValue({ stringUnit: fc.constantFrom('"', '\\', '[', '{', ',', ':', '}', 'a', '漢') })

test('depth is that of the parsed value, whatever its texts hold', () => {
  fc.assert(
    fc.property(json, fc.integer({ min: 0, max: 6 }), fc.constantFrom(0, 2), (value, maxDepth, indent) => {
      const excess = excessIn(JSON.stringify(value, null, indent), { ...unbounded, maxDepth })
      expect(excess === 'depth').toBe(isDeeperThan(value, maxDepth))
    }),
  )
})

test('parts are those of the parsed value, whatever its texts hold', () => {
  fc.assert(
    fc.property(json, fc.constantFrom(0, 2), (value, indent) => {
      const [text, parts] = [JSON.stringify(value, null, indent), partsOf(value)]
      expect(excessIn(text, { ...unbounded, maxParts: parts })).toBeUndefined()
      if (parts > 0) expect(excessIn(text, { ...unbounded, maxParts: parts - 1 })).toBe('parts')
    }),
  )
})

test.each(['"', '"\\', '"\\"', ']]]]', '\\"[', '[}', '"[[[[', '', '[][[[[', '{}\n{"a":[0,0]}'])(
  'what is not JSON is left to the parser: %s',
  (text) => {
    expect(excessIn(text, { maxDepth: 1, maxParts: 1 })).toBeUndefined()
  },
)

test('of a text that never closes, no more is looked at than is allowed', () => {
  expect(excessIn('['.repeat(1_000), { maxDepth: 64, maxParts: 1_000 })).toBe('depth')
  expect(excessIn('['.repeat(1_000), { maxDepth: 1_000, maxParts: 64 })).toBe('parts')
})
