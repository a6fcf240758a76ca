import type { FileMetaData, SchemaElement } from 'hyparquet'

/** Columns that hold a time of day, and how many digits of a second they count. The reader gives their bare numbers. */
export function timeColumnsOf({ schema: [, ...elements] }: FileMetaData): Map<string, number> {
  const columns = new Map<string, number>()
  let inside = 0
  for (const element of elements) {
    const digits = inside === 0 ? digitsOf(element) : undefined
    if (digits !== undefined) columns.set(element.name, digits)
    inside += (element.num_children ?? 0) - (inside === 0 ? 0 : 1)
  }
  return columns
}

function digitsOf({ logical_type, converted_type }: SchemaElement): number | undefined {
  if (logical_type?.type === 'TIME') return { MILLIS: 3, MICROS: 6, NANOS: 9 }[logical_type.unit]
  if (converted_type === 'TIME_MILLIS') return 3
  return converted_type === 'TIME_MICROS' ? 6 : undefined
}

/** `12:30:00`, with a fraction where there is one; `undefined` for no value. */
export function timeOfDayText(stored: unknown, digits: number): string | undefined {
  if (typeof stored !== 'number' && typeof stored !== 'bigint') return undefined
  const units = BigInt(stored)
  const perSecond = 10n ** BigInt(digits)
  const seconds = units / perSecond
  const fraction = String(units % perSecond)
    .padStart(digits, '0')
    .replace(/0+$/, '')
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map((part) => String(part).padStart(2, '0'))
  return parts.join(':') + (fraction === '' ? '' : `.${fraction}`)
}
