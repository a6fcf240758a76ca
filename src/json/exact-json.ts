import { parse } from 'lossless-json'

/**
 * JSON whose numbers lose no digit: one that a float is certain to keep, of at most 15 digits, is a number; any other
 * is its source text. Deep nesting overflows the stack here: look at the depth first.
 * @throws SyntaxError, RangeError
 */
export function parseExactly(text: string): unknown {
  if (!mayLoseDigits(text)) return JSON.parse(text)
  return parse(text, undefined, {
    parseNumber: (number) => (mayLoseDigits(number) ? number : Number(number)),
    // As JSON.parse does.
    onDuplicateKey: ({ newValue }) => newValue,
  })
}

/** Whether a float could change a number of this JSON text: there is a long one, or one with an exponent. */
export const mayLoseDigits = (text: string): boolean => /[\d.]{16}|\d[eE][-+\d]/.test(text)
