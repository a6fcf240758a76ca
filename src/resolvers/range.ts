import { GatewayError } from '../errors.ts'

export interface DateRange {
  from: Date | string
  to: Date | string
}

/** Local dates as `YYYY-MM-DD`, both inclusive. */
export interface LocalRange {
  from: string
  to: string
}

/** @throws GatewayError BAD_USER_INPUT when the range is reversed or longer than `maxDays`. */
export function toLocalRange(range: DateRange, maxDays = 1_830): LocalRange {
  const [from, to] = [dateText(range.from), dateText(range.to)]
  if (from > to) throw new GatewayError('BAD_USER_INPUT', `range: from ${from} lies after to ${to}.`)
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  if (days > maxDays)
    throw new GatewayError('BAD_USER_INPUT', `range: ${days} days are too many; at most ${maxDays} here.`)
  return { from, to }
}

const dateText = (date: Date | string) => (typeof date === 'string' ? date : date.toISOString().slice(0, 10))
