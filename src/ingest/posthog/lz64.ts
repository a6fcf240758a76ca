import { tooLarge } from '../../http/request-body.ts'
import { RequestFailure } from '../../http/request-failure.ts'
import { isLongerThan } from '../../text-bytes.ts'

const newCharacter8 = 0
const newCharacter16 = 1
const endOfText = 2
const firstEntry = 3

/**
 * Characters of a text: a megabyte of events, of which those SDKs sent what happened in three seconds. Each character
 * may make an entry of its own, so that a text as long as a request may be takes seconds and half a gigabyte.
 */
const longestText = 256_000

/**
 * Decompresses what lz-string's `compressToBase64` made, as very old SDKs send it. Written here because that library
 * has no output limit, and its format grows with the square of the input: 64 kB can become a gigabyte.
 * @throws RequestFailure `too_large`, `malformed_body`
 */
export function decompressLz64(input: string, maxBytes: number): string {
  if (input.length > longestText)
    throw new RequestFailure(
      'too_large',
      `An lz64 text may have at most ${longestText} characters. Send fewer events at once, or compress them with gzip.`,
    )
  const text = unpack(input, maxBytes)
  if (isLongerThan(text, maxBytes)) throw tooLarge(maxBytes)
  return text
}

/** The text, unless it has more than so many UTF-16 units: halves of a character cannot be measured in bytes. */
function unpack(input: string, maxLength: number): string {
  // Its text may end within a byte, where a base64 decoder would drop the last bits.
  const read = bitReader(Buffer.from(`${input.replaceAll('=', '')}AAA`, 'base64'))
  const readCharacter = (code: number) => String.fromCharCode(read(code === newCharacter8 ? 8 : 16))

  const first = read(2)
  if (first === endOfText) return ''
  if (first > endOfText) throw malformed()
  const entries = new Map([[firstEntry, readCharacter(first)]])
  let previous = entries.get(firstEntry) ?? ''
  let nextEntry = firstEntry + 1
  let width = 3
  const parts = [previous]
  let length = previous.length

  for (;;) {
    let code = read(width)
    if (code === endOfText) return parts.join('')
    if (code === newCharacter8 || code === newCharacter16) {
      entries.set(nextEntry, readCharacter(code))
      code = nextEntry++
      if (nextEntry >= 2 ** width) width++
    }
    // The one code that may be used before it is known: the entry that this step is about to add.
    const text = entries.get(code) ?? (code === nextEntry ? previous + previous.charAt(0) : undefined)
    if (text === undefined) throw malformed()
    length += text.length
    if (length > maxLength) throw tooLarge(maxLength)
    parts.push(text)
    entries.set(nextEntry++, previous + text.charAt(0))
    previous = text
    if (nextEntry >= 2 ** width) width++
  }
}

/** Numbers of any width: base64 gives its bits from the high end, the numbers are built from the low end. */
function bitReader(bytes: Uint8Array): (width: number) => number {
  let position = 0
  return function read(width) {
    let number = 0
    for (let bit = 0; bit < width; bit++, position++) {
      const byte = bytes[position >> 3]
      if (byte === undefined) throw malformed()
      number += ((byte >> (7 - (position & 7))) & 1) * 2 ** bit
    }
    return number
  }
}

function malformed(): RequestFailure {
  return new RequestFailure('malformed_body', 'The body is not valid lz64.')
}
