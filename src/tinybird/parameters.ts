import type { PipeParameter } from './pipe.ts'

/** Largest page that one request gets; the rest is on the next ones. */
const maxLimit = 10_000

/** The tenant: the only parameter that every pipe requires. */
export const locationId: PipeParameter = {
  name: 'location_id',
  type: 'String',
  required: true,
  description: 'The location. The token limits it, and gives it when it covers exactly one.',
}

const whose = 'Any id of a person; the answer covers all of their ids.'
export const distinctId: PipeParameter = {
  name: 'distinct_id',
  aliases: ['user_id'],
  type: 'String',
  id: true,
  description: whose,
}
export const userId: PipeParameter = { ...distinctId, name: 'user_id', aliases: ['distinct_id'] }

const bare = "A date is a whole day of the location's time zone, a date-time is UTC."
export const dateFrom: PipeParameter = {
  name: 'date_from',
  aliases: ['start_date'],
  type: 'String',
  time: true,
  description: `From this day or time on. ${bare}`,
}
export const dateTo: PipeParameter = {
  name: 'date_to',
  aliases: ['end_date'],
  type: 'String',
  time: true,
  description: `Up to this day or time, inclusive. ${bare}`,
}

/** The same window under the names of the pipes that have always one. */
export const startDate = (type: 'Date' | 'String'): PipeParameter => ({
  name: 'start_date',
  aliases: ['date_from'],
  type,
  time: true,
  description: `From this day or time on; 29 days before the end unless given. ${bare}`,
})
export const endDate = (type: 'Date' | 'String'): PipeParameter => ({
  name: 'end_date',
  aliases: ['date_to'],
  type,
  time: true,
  description: `Up to this day or time, inclusive; today unless given. ${bare}`,
})

export const text = (name: string, description: string): PipeParameter => ({ name, type: 'String', description })
export const time = (name: string, description: string): PipeParameter => ({
  name,
  type: 'String',
  time: true,
  description: `${description} ${bare}`,
})
export const flag = (name: string, description: string): PipeParameter => ({ name, type: 'UInt8', description })
export const int32 = (name: string, description: string): PipeParameter => ({ name, type: 'Int32', description })

export const limit = (size: number): PipeParameter => ({
  ...int32('limit', 'At most so many rows.'),
  default: size,
  minimum: 0,
  maximum: maxLimit,
})
export const offset: PipeParameter = {
  ...int32('offset', 'Skip so many rows.'),
  default: 0,
  minimum: 0,
  maximum: 10_000_000,
}

/** Which column of the answer orders it, and which way. */
export const ordering = (columns: readonly { name: string }[], column: string): readonly PipeParameter[] => [
  {
    ...text('order_by', 'Column of the answer that orders it.'),
    default: column,
    values: columns.map(({ name }) => name),
  },
  { ...text('order', 'Direction of the order.'), default: 'DESC', values: ['ASC', 'DESC'] },
]
