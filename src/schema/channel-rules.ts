import type { ruleFields, ruleOperators } from '../channels/custom-rules.ts'
import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'
import { LocationRef } from './refs.ts'

type StoredRule = Row<'channel-rules'>['rules'][number]
type StoredCondition = StoredRule['conditions'][number]

const fieldDescriptions = {
  UTM_SOURCE: 'utm_source of the visit.',
  UTM_MEDIUM: 'utm_medium of the visit.',
  UTM_CAMPAIGN: 'utm_campaign of the visit.',
  REFERRING_DOMAIN: 'Host of the external referrer.',
  LANDING_PATHNAME: 'Path of the landing page.',
  CLICK_ID_PARAMETER: 'Names of the click ids, such as gclid.',
} satisfies Record<keyof typeof ruleFields, string>

const operatorDescriptions = {
  IS: 'Equals one of the values.',
  IS_NOT: 'Equals none of the values.',
  CONTAINS: 'Contains one of the values.',
  STARTS_WITH: 'Starts with one of the values.',
  MATCHES: 'Matches one of the values, regular expressions without look-around and back-references.',
  IS_SET: 'Is there. Takes no values.',
  IS_NOT_SET: 'Is not there. Takes no values.',
} satisfies Record<keyof typeof ruleOperators, string>

const described = <K extends string>(descriptions: Record<K, string>) =>
  Object.fromEntries(
    Object.entries<string>(descriptions).map(([name, description]) => [name, { value: name, description }]),
  )

const Field = builder.enumType('ChannelRuleField', {
  description: 'What a condition looks at. Letter case makes no difference.',
  values: described(fieldDescriptions),
})
const Operator = builder.enumType('ChannelRuleOperator', {
  description: 'How a condition compares.',
  values: described(operatorDescriptions),
})

const Condition = builder.objectRef<StoredCondition>('ChannelCondition').implement({
  description: 'One condition of a channel rule.',
  fields: (t) => ({
    field: t.field({ type: Field, description: 'What it looks at.', resolve: ({ field }) => field }),
    operator: t.field({ type: Operator, description: 'How it compares.', resolve: ({ operator }) => operator }),
    values: t.stringList({ description: 'What it compares with.', resolve: ({ values }) => values }),
  }),
})

const ChannelRule = builder.objectRef<StoredRule>('ChannelRule').implement({
  description: "A location's own rule: when all its conditions hold, the visit's channel is this one.",
  fields: (t) => ({
    channel: t.exposeString('channel', { description: 'The channel of visits that match.' }),
    channelGroup: t.string({
      nullable: true,
      description: 'Their channel group; null leaves the one they have without the rule.',
      resolve: ({ channel_group }) => channel_group || null,
    }),
    all: t.field({ type: [Condition], description: 'All must hold.', resolve: ({ conditions }) => conditions }),
  }),
})

builder.objectField(LocationRef, 'channelRules', (t) =>
  t.field({
    type: [ChannelRule],
    description: 'Its own rules, which go before the default ones; the first that matches counts.',
    resolve: async ({ locationId }, _, { load }) => {
      const [row] = await load.rows({ name: 'channel-rules', locationId, params: {}, columns: ['rules'] })
      return row?.rules ?? []
    },
  }),
)

const ConditionInput = builder.inputType('ChannelConditionInput', {
  description: 'One condition of a channel rule.',
  fields: (t) => ({
    field: t.field({ type: Field, required: true, description: 'What it looks at.' }),
    operator: t.field({ type: Operator, required: true, description: 'How it compares.' }),
    values: t.stringList({ description: 'What it compares with: 1 to 200 texts; none for IS_SET and IS_NOT_SET.' }),
  }),
})
const RuleInput = builder.inputType('ChannelRuleInput', {
  description: 'A rule: when all its conditions hold, the visit gets this channel.',
  fields: (t) => ({
    channel: t.string({ required: true, description: 'The channel, 1 to 100 characters.' }),
    channelGroup: t.string({ description: 'The channel group; left out, it is the one without the rule.' }),
    all: t.field({ type: [ConditionInput], required: true, description: '1 to 20 conditions; all must hold.' }),
  }),
})
const SetChannelRulesInput = builder.inputType('SetChannelRulesInput', {
  description: 'The rules of a location.',
  fields: (t) => ({
    locationId: t.string({ required: true, description: 'Whose rules.' }),
    rules: t.field({
      type: [RuleInput],
      required: true,
      description: 'At most 100, in order: the first that matches counts. An empty list takes all back.',
    }),
  }),
})

builder.mutationField('setChannelRules', (t) =>
  t.field({
    type: [ChannelRule],
    authScopes: { manage: true },
    description:
      "Scope manage. Replaces the location's own channel rules. They hold for every visit, past ones included, at once. BAD_USER_INPUT names the rule that is not valid.",
    args: { input: t.arg({ type: SetChannelRulesInput, required: true, description: 'The rules.' }) },
    resolve: async (_, { input }, { commands, load }) => {
      await commands().setChannelRules(input)
      const [row] = await load.rows({
        name: 'channel-rules',
        locationId: input.locationId,
        params: {},
        columns: ['rules'],
      })
      return row?.rules ?? []
    },
  }),
)
