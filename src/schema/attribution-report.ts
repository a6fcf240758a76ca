import {
  type AttributionReportParent,
  attributionReportOf,
  type Credit,
  currenciesOf,
} from '../resolvers/attribution-report.ts'
import { needs } from '../resolvers/selected-columns.ts'
import { AttributionDimension } from './attribution-dimension.ts'
import { AttributionModel } from './attribution-model.ts'
import { builder } from './builder.ts'
import { DateRangeInput } from './common.ts'
import { LocationRef, read, readCount } from './refs.ts'

const PathTransform = builder.enumType('PathTransform', {
  description: 'Which journeys are the same one for DATA_DRIVEN.',
  values: {
    UNIQUE: { value: 'UNIQUE', description: 'Those with the same touches in the same order.' },
    EXPOSURE: { value: 'EXPOSURE', description: 'The same, repetitions in a row left out.' },
    FIRST: { value: 'FIRST', description: 'Those with the same order of first touches of each key.' },
    FREQUENCY: { value: 'FREQUENCY', description: 'The same, with the same number of touches of each key.' },
  } as const,
})

const AttributionReportInput = builder.inputType('AttributionReportInput', {
  description: 'Which conversions, and how they are attributed.',
  fields: (t) => ({
    range: t.field({ type: DateRangeInput, required: true, description: 'The days of the conversions.' }),
    conversionEvent: t.string({ required: true, description: 'The event that counts as a conversion.' }),
    valueProperty: t.string({ description: 'The event property that holds the value, if any: a number or its text.' }),
    currency: t.string({
      description:
        'Count only values in this currency of ISO 4217: of events whose `currency` property is this one, in any case, or absent.',
    }),
    models: t.field({ type: [AttributionModel], required: true, description: 'Which models, each once.' }),
    dimension: t.field({
      type: AttributionDimension,
      required: true,
      defaultValue: 'CHANNEL_GROUP',
      description: 'What touches are told apart by.',
    }),
    lookbackDays: t.int({
      required: true,
      defaultValue: 30,
      description: 'Touches of so many times 24 hours before the conversion count, 1 to 1,000.',
    }),
    halfLifeDays: t.float({ defaultValue: 7, description: 'Only for TIME_DECAY: from 0.001 to 1,000.' }),
    pathTransform: t.field({
      type: PathTransform,
      required: true,
      defaultValue: 'EXPOSURE',
      description: 'Only for DATA_DRIVEN: which journeys are the same one.',
    }),
    timeZone: t.field({ type: 'TimeZone', description: "IANA time zone of the range; the location's unless given." }),
  }),
})

const AttributionCredit = builder.objectRef<Credit>('AttributionCredit').implement({
  description: 'What one model gives to one dimension value.',
  fields: (t) => ({
    model: t.expose('model', { type: AttributionModel, description: 'By which model.' }),
    conversions: t.exposeFloat('conversions', { description: 'The part of the conversions.' }),
    value: t.expose('value', {
      type: 'Decimal',
      description: 'The part of their value, to 9 decimals; the parts of a model add up to the total exactly.',
    }),
    share: t.exposeFloat('share', { description: 'conversions / conversionCount, 0 to 1.' }),
  }),
})

const AttributionRow = builder.objectRef<{ key: string; credits: Credit[] }>('AttributionRow').implement({
  description: 'One dimension value.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The dimension value.' }),
    credits: t.field({
      type: [AttributionCredit],
      description: 'One per asked model, in their order. The credits of a model add up to the totals.',
      resolve: ({ credits }) => credits,
    }),
  }),
})

const AttributionReport = builder.objectRef<AttributionReportParent>('AttributionReport').implement({
  description: 'Conversions and what led to them.',
  fields: (t) => ({
    conversionCount: t.field({
      type: 'SafeInt',
      extensions: needs<'attribution-report'>('conversion_count'),
      description: 'Conversions; several of a user count each.',
      resolve: ({ row }) => readCount(row, 'conversion_count'),
    }),
    conversionValue: t.field({
      type: 'Decimal',
      extensions: needs<'attribution-report'>('conversion_value'),
      description: 'The sum of their values, exact; a missing value counts 0.',
      resolve: ({ row }) => read(row, 'conversion_value'),
    }),
    conversionsWithoutValue: t.field({
      type: 'SafeInt',
      extensions: needs<'attribution-report'>('without_value_count'),
      description:
        'Conversions whose value property is absent or no number, all of them where none is asked for; without those in another currency than the asked one.',
      resolve: ({ row }) => readCount(row, 'without_value_count'),
    }),
    conversionsInOtherCurrency: t.field({
      type: 'SafeInt',
      extensions: needs<'attribution-report'>('in_other_currency_count'),
      description: 'Conversions in another currency than the asked one: their values are left out.',
      resolve: ({ row }) => readCount(row, 'in_other_currency_count'),
    }),
    currencies: t.field({
      type: ['String'],
      description:
        'The currencies of ISO 4217 that the conversions name, the most frequent first, whichever is asked for. Without an asked one, values of several are added up.',
      resolve: ({ locationId, args }, _, context) => currenciesOf(locationId, args, context),
    }),
    cappedConversionCount: t.field({
      type: 'SafeInt',
      extensions: needs<'attribution-report'>('cut_conversion_count'),
      description: 'Conversions with more than 100 touches before them, of which only the latest 100 count.',
      resolve: ({ row }) => readCount(row, 'cut_conversion_count'),
    }),
    nonConvertingCount: t.field({
      type: 'SafeInt',
      nullable: true,
      extensions: needs<'attribution-report'>('non_conversion_count'),
      description:
        'Journeys without a conversion, which MARKOV and DATA_DRIVEN compare with; null without these models.',
      resolve: ({ row, countsOthers }) => (countsOthers ? readCount(row, 'non_conversion_count') : null),
    }),
    rows: t.field({
      type: [AttributionRow],
      extensions: needs<'attribution-report'>(
        'key_count',
        'linked_count',
        'conversion_count',
        'keys',
        'conversions',
        'value',
      ),
      description:
        'One row per dimension value that some asked model credits, the most credited by the first model first. RESOURCE_LIMIT above 5,000 values; with MARKOV, above 300 that follow each other in some journey.',
      resolve: ({ rows }) => rows,
    }),
  }),
})

builder.objectField(LocationRef, 'attributionReport', (t) =>
  t.field({
    type: AttributionReport,
    description: 'What led to conversions, by the asked models.',
    args: {
      input: t.arg({ type: AttributionReportInput, required: true, description: 'Which conversions, and how.' }),
    },
    resolve: ({ locationId }, { input }, context, info) => attributionReportOf(locationId, input, context, info),
  }),
)
