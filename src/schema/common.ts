import { builder } from './builder.ts'

export const DateRangeInput = builder.inputType('DateRange', {
  description:
    'Calendar days in the time zone of the question, both inclusive. At most 1,830 of them, unless the field says fewer.',
  fields: (t) => ({
    from: t.field({ type: 'Date', required: true, description: 'The first day.' }),
    to: t.field({ type: 'Date', required: true, description: 'The last day, included whole.' }),
  }),
})

export const Granularity = builder.enumType('Granularity', {
  description: 'The length of a bucket of local time. Weeks start on Monday.',
  values: ['HOUR', 'DAY', 'WEEK', 'MONTH'] as const,
})

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Ascending or descending.',
  values: ['ASC', 'DESC'] as const,
})

builder.globalConnectionField('totalCount', (t) =>
  t.field({
    type: 'SafeInt',
    description: 'How many nodes the list has in all, with its filter. Counted only when it is selected.',
    resolve: (connection) => connection.totalCount(),
  }),
)

/** A page costs as many nodes as it may hold. */
export const pageComplexity = (args: { first?: number | null | undefined; last?: number | null | undefined }) => ({
  field: 1,
  multiplier: Math.max(1, args.first ?? args.last ?? 20),
})
