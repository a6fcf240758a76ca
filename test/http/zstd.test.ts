import { describe, expect, test } from 'vitest'
import { decompressZstd } from '../../src/http/zstd.ts'

const blockBytes = 131_072

/** A frame of blocks that repeat one byte. `header` is what follows the magic number. */
function frame(header: number[], blocks: number, bytes: number): Uint8Array {
  const block = (isLast: boolean) => {
    const number = (bytes << 3) | 2 | (isLast ? 1 : 0)
    return [number & 255, (number >> 8) & 255, number >> 16, 0x20]
  }
  return new Uint8Array([
    ...[0x28, 0xb5, 0x2f, 0xfd, ...header],
    ...Array.from({ length: blocks }, (_, n) => block(n === blocks - 1)).flat(),
  ])
}

/** 16 MiB and an eighth of it. */
const largeWindow = [0, (14 << 3) | 1]
/** The one that compressors use for contents of unknown size: 8 MiB. */
const usualWindow = [0, 13 << 3]
/** The whole content is the window. */
const single = (size: number) => [0xa0, ...[0, 8, 16, 24].map((shift) => (size >> shift) & 255)]

describe('what a zstd body may have moved', () => {
  test('is not much more than the largest content needs: 1.6 kB of tiny blocks are refused', () => {
    const bomb = frame(largeWindow, 400, 1)
    expect(bomb.length).toBeLessThan(1_700)
    expect(() => decompressZstd(bomb, 20_000_000)).toThrow('cannot be decompressed')
    expect(() => decompressZstd(frame(usualWindow, 100, 1), 1_000_000)).toThrow('cannot be decompressed')
  })

  test('is enough for a full body in one window', () => {
    const blocks = Math.floor(20_000_000 / blockBytes)
    const body = frame(single(blocks * blockBytes), blocks, blockBytes)
    expect(decompressZstd(body, 20_000_000).byteLength).toBe(blocks * blockBytes)
  })

  test('is enough for a small body that was flushed twenty times, and for one in twenty frames', () => {
    expect(decompressZstd(frame(usualWindow, 20, 1_000), 1_000_000).byteLength).toBe(20_000)
    const frames = Array.from({ length: 20 }, () => frame(usualWindow, 1, 1_000))
    expect(decompressZstd(Buffer.concat(frames), 1_000_000).byteLength).toBe(20_000)
  })
})
