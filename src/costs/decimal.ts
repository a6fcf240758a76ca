import Big from 'big.js'

const kept = /^-?\d{1,20}(\.\d{1,9})?$/

/**
 * The number as a `Decimal(38, 9)` column keeps it exactly, or `undefined`; exponents and zeros at the end are written
 * out.
 */
export function decimalOf(text: string): string | undefined {
  if (kept.test(text)) return text
  if (text.length > 100 || !/^-?\d+(\.\d+)?([eE][-+]?\d{1,2})?$/.test(text)) return undefined
  const plain = new Big(text).toFixed()
  return kept.test(plain) ? plain : undefined
}

/** What was written where a float stands now, or `undefined` if that is not certain: it has more than 15 digits. */
export function textOfNumber(value: number): string | undefined {
  const text = String(value)
  return text.replace(/e.*$/, '').replace(/\D/g, '').length > 15 ? undefined : text
}
