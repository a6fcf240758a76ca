import type { FileMetaData, SchemaElement } from 'hyparquet'

/**
 * The reader multiplies decimals as floats. So it is told that a file's decimal columns are the whole numbers or bytes
 * that they are stored as, and these become exact text here. Decimals inside of lists and structures stay as the reader
 * gives them.
 */
export function exactDecimals(metadata: FileMetaData): { metadata: FileMetaData; decimalColumns: Map<string, number> } {
  const decimalColumns = new Map<string, number>()
  const [root, ...elements] = metadata.schema
  let inside = 0
  const schema = elements.map((element) => {
    const isTop = inside === 0
    inside += (element.num_children ?? 0) - (isTop ? 0 : 1)
    const scale = scaleOf(element)
    if (scale === undefined) return asText(element)
    if (!isTop) return { ...element, converted_type: 'DECIMAL' as const, scale }
    decimalColumns.set(element.name, scale)
    const { converted_type: _, logical_type: __, ...stored } = element
    return stored
  })
  return { metadata: { ...metadata, schema: root === undefined ? [] : [root, ...schema] }, decimalColumns }
}

const scaleOf = ({ converted_type, logical_type, scale }: SchemaElement) =>
  logical_type?.type === 'DECIMAL' ? logical_type.scale : converted_type === 'DECIMAL' ? (scale ?? 0) : undefined

/** Bytes of which nothing is said are text; it must be said, because decimals can be such bytes too (`utf8: false`). */
const asText = (element: SchemaElement): SchemaElement =>
  element.type === 'BYTE_ARRAY' && element.converted_type === undefined && element.logical_type === undefined
    ? { ...element, converted_type: 'UTF8' }
    : element

/** The stored form of a decimal with `scale` digits after the point as text; `undefined` for no value. */
export function decimalText(stored: unknown, scale: number): string | undefined {
  const unscaled = wholeNumber(stored)
  if (unscaled === undefined) return undefined
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const [whole, fraction] = [digits.slice(0, digits.length - scale), digits.slice(digits.length - scale)]
  return `${unscaled < 0n ? '-' : ''}${whole}${fraction.replace(/0+$/, '').replace(/^(?=.)/, '.')}`
}

function wholeNumber(stored: unknown): bigint | undefined {
  if (typeof stored === 'bigint' || typeof stored === 'number') return BigInt(stored)
  // Two's complement, the highest byte first.
  if (!(stored instanceof Uint8Array) || stored.length === 0) return undefined
  return BigInt.asIntN(stored.length * 8, BigInt(`0x${Buffer.from(stored).toString('hex')}`))
}
