/** How much structure a JSON text may have. */
export interface JsonBounds {
  /** Levels of arrays and objects. */
  maxDepth: number
  /** Arrays, objects, and the commas and colons in them: about two for each property, one for each element. */
  maxParts: number
}

/** Deeper than any mistake. A value that is only too deep must not fail those beside it. */
export const absurdDepth = 200_000

const [quote, comma, colon, backslash] = [0x22, 0x2c, 0x3a, 0x5c]
/** `[` and `{` differ in one bit, and so do `]` and `}`. */
const [opening, closing, caseBit] = [0x7b, 0x7d, 0x20]

/**
 * What there is too much of in a JSON text, told before it is parsed: a parsed array takes fifty times the memory of
 * the two characters that make it, and a text of nothing else is almost nothing when it is compressed. One pass that
 * keeps nothing; what is not JSON is left to the parser, which goes no further than the end of the first value either.
 */
export function excessIn(text: string, { maxDepth, maxParts }: JsonBounds): 'depth' | 'parts' | undefined {
  // Each is at least one character, so that ordinary requests are not looked at.
  if (text.length <= maxDepth && text.length <= maxParts) return undefined
  let depth = 0
  let parts = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at)
    else if (code === comma || code === colon) {
      if (++parts > maxParts) return 'parts'
    } else if (code > colon) {
      const either = code | caseBit
      if (either === opening) {
        if (++depth > maxDepth) return 'depth'
        if (++parts > maxParts) return 'parts'
      } else if (either === closing && --depth <= 0) return undefined
    }
  }
  return undefined
}

/** The place of the quote that closes the one at `start`; the end of a text that has none. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++
    if (escapes % 2 === 0) return end
  }
  return text.length
}
