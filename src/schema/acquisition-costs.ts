import { acquisitionCostsOf, type AcquisitionCost as Cost } from '../resolvers/acquisition-costs.ts'
import { AttributionDimension } from './attribution-dimension.ts'
import { AttributionModel } from './attribution-model.ts'
import { builder } from './builder.ts'
import { DateRangeInput } from './common.ts'
import { LocationRef } from './refs.ts'

const AcquisitionCostInput = builder.inputType('AcquisitionCostInput', {
  description: 'Which costs, and what they are compared with.',
  fields: (t) => ({
    range: t.field({
      type: DateRangeInput,
      required: true,
      description: 'The days of the costs and of the acquisitions.',
    }),
    dimension: t.field({
      type: AttributionDimension,
      required: true,
      defaultValue: 'CHANNEL',
      description: 'CHANNEL, AD_PLATFORM, UTM_SOURCE or UTM_CAMPAIGN: what costs are kept by.',
    }),
    model: t.field({
      type: AttributionModel,
      required: true,
      defaultValue: 'FIRST_TOUCH',
      description: 'How acquisitions are attributed.',
    }),
    conversionEvent: t.string({
      description:
        'The event that counts as an acquisition; left out, every new user is one, at the start of their first visit.',
    }),
    valueProperty: t.string({ description: 'The property of the event that holds its value, if any.' }),
    lookbackDays: t.int({
      required: true,
      defaultValue: 30,
      description: 'Touches of so many times 24 hours before count, 1 to 1,000.',
    }),
    halfLifeDays: t.float({ defaultValue: 7, description: 'Only for TIME_DECAY: more than 0, at most 1,000.' }),
    timeZone: t.field({ type: 'TimeZone', description: "IANA time zone of the range; the location's unless given." }),
  }),
})

const AcquisitionCost = builder.objectRef<Cost>('AcquisitionCost').implement({
  description: 'Ad costs in one currency for one dimension value, beside what they brought.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The dimension value.' }),
    currency: t.exposeString('currency', {
      description:
        'ISO 4217, of `cost` and `value`. XXX for what cost nothing, where there is no currency or more than one.',
    }),
    cost: t.expose('cost', { type: 'Decimal', description: 'The sum of the costs; 0 where none were imported.' }),
    clicks: t.expose('clicks', {
      type: 'SafeInt',
      nullable: true,
      description: 'The sum of the clicks; null if no cost row says.',
    }),
    acquired: t.exposeFloat('acquired', { description: 'The acquisitions that the model gives to this value.' }),
    costPerAcquisition: t.expose('costPerAcquisition', {
      type: 'Decimal',
      nullable: true,
      description: 'cost / acquired, to 9 decimals; null where nobody was acquired.',
    }),
    value: t.expose('value', {
      type: 'Decimal',
      description: 'The part of the value in this currency: of events whose `currency` is this one, or absent.',
    }),
    returnOnAdSpend: t.exposeFloat('returnOnAdSpend', {
      nullable: true,
      description: 'value / cost; null where cost is 0.',
    }),
  }),
})

builder.objectField(LocationRef, 'acquisitionCosts', (t) =>
  t.field({
    type: [AcquisitionCost],
    description:
      'What acquisitions cost and bring: one row per dimension value and currency, the dearest first. Currencies are never added up. RESOURCE_LIMIT as in attributionReport.',
    args: { input: t.arg({ type: AcquisitionCostInput, required: true, description: 'Which costs, and what for.' }) },
    resolve: ({ locationId }, { input }, context) => acquisitionCostsOf(locationId, input, context),
  }),
)
