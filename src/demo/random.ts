import { createHash } from 'node:crypto'
import { v4, v7 } from 'uuid'

/** A stream of numbers that is the same for the same seed, on every machine. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number
  /** A whole number, both ends included. */
  integer(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(values: readonly [T, ...T[]]): T
  /** One of the values, each as likely as its weight says. */
  weighted<T extends { weight: number }>(values: readonly [T, ...T[]]): T
  /** Positive, with this mean; small values are frequent. */
  exponential(mean: number): number
  hex(length: number): string
  uuidV4(): string
  /** The first 48 bits are the time, as in the ids that posthog-js makes. */
  uuidV7(timestampMs: number): string
}

/** Streams of different seeds are independent, so that one visitor's life does not depend on how many there are. */
export function createRandom(seed: string): Random {
  const digest = createHash('sha256').update(seed).digest()
  let [a, b, c, d] = [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12)]

  /** sfc32, Chris Doty-Humphrey's small fast counter: public domain, passes PractRand. */
  function next(): number {
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4_294_967_296
  }

  const bytes = () => Uint8Array.from({ length: 16 }, () => Math.floor(next() * 256))
  const random: Random = {
    next,
    integer: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick: (values) => values[Math.floor(next() * values.length)] ?? values[0],
    weighted(values) {
      let left = next() * values.reduce((sum, { weight }) => sum + weight, 0)
      for (const value of values) {
        left -= value.weight
        if (left < 0) return value
      }
      return values[0]
    },
    exponential: (mean) => -Math.log(1 - next()) * mean,
    hex: (length) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join(''),
    uuidV4: () => v4({ random: bytes() }),
    uuidV7: (timestampMs) => v7({ msecs: Math.floor(timestampMs), random: bytes() }),
  }
  return random
}
