import { maxCostRows } from '../costs/ad-cost-rows.ts'
import { adCostsOf } from '../resolvers/ad-costs.ts'
import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'
import { DateRangeInput, pageComplexity } from './common.ts'
import { LocationRef } from './refs.ts'

const AdCost = builder.objectRef<Row<'ad-cost-rows'>>('AdCost').implement({
  description: 'What was paid for ads on a day.',
  fields: (t) => ({
    date: t.expose('date', { type: 'Date', description: 'The day.' }),
    channel: t.exposeString('channel', { description: 'The channel, as Touch.channel names it.' }),
    source: t.exposeString('source', { nullable: true, description: 'The utm_source of its visits.' }),
    campaign: t.exposeString('campaign', { nullable: true, description: 'The utm_campaign of its visits.' }),
    cost: t.expose('cost', { type: 'Decimal', description: 'What was paid; negative for a credit note.' }),
    currency: t.exposeString('currency', { description: 'Its currency, ISO 4217.' }),
    clicks: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Clicks that the platform counted.',
      resolve: ({ clicks }) => (clicks === null ? null : Number(clicks)),
    }),
    impressions: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Impressions that the platform counted.',
      resolve: ({ impressions }) => (impressions === null ? null : Number(impressions)),
    }),
    importedAt: t.expose('imported_at', { type: 'DateTime', description: 'When the row was imported last.' }),
  }),
})

const AdCostConnection = builder.connectionObject(
  { type: AdCost, name: 'AdCostConnection', description: 'A page of a list of ad costs.' },
  { name: 'AdCostEdge', description: 'An ad cost and its place in the list.' },
)

builder.objectField(LocationRef, 'adCosts', (t) =>
  t.connection(
    {
      type: AdCost,
      description: 'The imported ad costs of some days, the latest day first. At most 1,000 at once.',
      complexity: pageComplexity,
      args: { range: t.arg({ type: DateRangeInput, required: true, description: 'Which days.' }) },
      resolve: ({ locationId }, args, context) => adCostsOf(locationId, args, context),
    },
    AdCostConnection,
  ),
)

const AdCostInput = builder.inputType('AdCostInput', {
  extensions: { maxItems: maxCostRows },
  description:
    'What was paid for ads on a day. It replaces an earlier row with the same day, channel, campaign and source, so that an import can be repeated.',
  fields: (t) => ({
    date: t.field({ type: 'Date', required: true, description: 'The day.' }),
    channel: t.string({ required: true, description: 'As Touch.channel names it; 1 to 200 characters.' }),
    source: t.string({ description: 'The utm_source of its visits; at most 200 characters.' }),
    campaign: t.string({ description: 'The utm_campaign of its visits; at most 200 characters.' }),
    cost: t.field({ type: 'Decimal', required: true, description: 'What was paid; negative for a credit note.' }),
    currency: t.string({ required: true, description: 'ISO 4217, as EUR.' }),
    clicks: t.field({ type: 'SafeInt', description: 'Clicks that the platform counted.' }),
    impressions: t.field({ type: 'SafeInt', description: 'Impressions that the platform counted.' }),
  }),
})

const ImportAdCostsInput = builder.inputType('ImportAdCostsInput', {
  description: 'The ad costs of a location.',
  fields: (t) => ({
    locationId: t.string({ required: true, description: 'Whose costs.' }),
    rows: t.field({
      type: [AdCostInput],
      required: true,
      description: 'At most 10,000; of equal ones the last counts.',
    }),
  }),
})

builder.mutationField('importAdCosts', (t) =>
  t.int({
    authScopes: { manage: true },
    description:
      'Scope manage. Stores ad costs and returns how many rows. BAD_USER_INPUT names the first row that is not usable; nothing is stored then.',
    args: { input: t.arg({ type: ImportAdCostsInput, required: true, description: 'Which costs.' }) },
    resolve: (_, { input }, { commands }) => commands().importAdCosts(input),
  }),
)
