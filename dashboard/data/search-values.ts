/** Readers of single values of an address: what does not fit is left out, never an error. */
export const text = (value: unknown, maxLength = 400): string | undefined => {
  const read = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  return typeof read === 'string' && read.trim() !== '' && read.length <= maxLength ? read : undefined
}

export const flag = (value: unknown): boolean | undefined =>
  value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined

export const whole = (value: unknown, min: number, max: number): number | undefined => {
  const read = Number(value)
  return value !== '' && Number.isInteger(read) && read >= min && read <= max ? read : undefined
}

export const oneOf =
  <Value extends string>(values: readonly Value[]) =>
  (value: unknown): Value | undefined =>
    values.find((one) => one === value)

/** `A,B`: each of the values once, in the order given. */
export const someOf =
  <Value extends string>(values: readonly Value[]) =>
  (value: unknown): Value[] | undefined => {
    if (typeof value !== 'string') return undefined
    const found = [...new Set(value.split(','))].flatMap((part) => values.filter((one) => one === part))
    return found.length === 0 ? undefined : found
  }
