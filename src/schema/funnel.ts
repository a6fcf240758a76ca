import { type Funnel, type FunnelStep, funnelOf } from '../resolvers/funnel.ts'
import { needs } from '../resolvers/selected-columns.ts'
import { AttributionDimension } from './attribution-dimension.ts'
import { builder } from './builder.ts'
import { DateRangeInput } from './common.ts'
import { LocationRef, read } from './refs.ts'

const StepInput = builder.inputType('FunnelStepInput', {
  description: 'Which events take a step. At least one condition; all that are given must hold.',
  fields: (t) => ({
    event: t.string({ description: 'The name of the event.' }),
    pageview: t.boolean({
      description: 'true: a page view by any of its names ($pageview, pageview, $screen), instead of an event.',
    }),
    name: t.string({ description: 'What the step is called in the answer; its conditions unless given.' }),
    pathname: t.string({ description: 'The path of the page.' }),
    properties: t.field({
      type: 'JSONObject',
      description:
        'Event properties that must equal these: text, numbers and booleans. null or an empty text asks that there is none. At most 10 keys, 50 over all steps; lists and objects are BAD_USER_INPUT.',
    }),
    funnelId: t.string({ description: 'The funnel_id of the event.' }),
    stepId: t.string({ description: 'The step_id of the event.' }),
  }),
})

const FunnelInput = builder.inputType('FunnelInput', {
  description: 'The steps of a funnel, and whose way through it is followed.',
  fields: (t) => ({
    range: t.field({
      type: DateRangeInput,
      required: true,
      description:
        'The days on which users enter. Later steps may lie after them, within the window, unless withinRange is asked.',
    }),
    steps: t.field({ type: [StepInput], required: true, description: '1 to 20 steps, in order.' }),
    windowSeconds: t.int({
      required: true,
      defaultValue: 86_400,
      description: 'How long after the entry the last step may be taken, in seconds: 1 to 31,622,400 (366 days).',
    }),
    withinRange: t.boolean({
      required: true,
      defaultValue: false,
      description: 'true: later steps must lie on the days of the range too.',
    }),
    timeZone: t.field({ type: 'TimeZone', description: "IANA time zone of the range; the location's unless given." }),
    breakdown: t.field({
      type: AttributionDimension,
      description: 'Splits the users by this dimension of their first touch.',
    }),
  }),
})

const Step = builder.objectRef<FunnelStep>('FunnelStep').implement({
  description:
    'One step of a funnel. Of the attempts of a user the one that gets furthest counts, of equals the earliest.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Its place, from 1.' }),
    name: t.exposeString('name', { description: 'Its name as asked, else its conditions.' }),
    count: t.field({
      type: 'SafeInt',
      description: 'Users whose counting attempt reached at least this step.',
      resolve: ({ count }) => count,
    }),
    conversionFromPrevious: t.exposeFloat('conversionFromPrevious', {
      description: 'Of those who reached the step before, the share that reached this one, 0 to 1; 0 when nobody did.',
    }),
    conversionFromFirst: t.exposeFloat('conversionFromFirst', {
      description: 'Of those who entered, the share that reached this step, 0 to 1; 0 when nobody did.',
    }),
    medianSecondsFromPrevious: t.float({
      nullable: true,
      extensions: needs<'funnel'>('median_seconds'),
      description:
        'Median of the seconds from the step before to this one, over those who reached it; null for the first step, and when nobody did.',
      resolve: (step) => read(step, 'medianSeconds'),
    }),
  }),
})

const Breakdown = builder.objectRef<Funnel['breakdown'][number]>('FunnelBreakdown').implement({
  description: 'The way of the users with one first touch.',
  fields: (t) => ({
    key: t.exposeString('key', {
      description: "The value of the dimension; 'direct' (CHANNEL_GROUP: 'Direct') for users without a touch.",
    }),
    steps: t.field({
      type: [Step],
      extensions: { sameRow: true },
      description: 'Every step, in order.',
      resolve: ({ steps }) => steps,
    }),
  }),
})

const Report = builder.objectRef<Funnel>('FunnelReport').implement({
  description: 'How far users came through the steps of a funnel.',
  fields: (t) => ({
    steps: t.field({
      type: [Step],
      extensions: { sameRow: true },
      description: 'Every step, in order.',
      resolve: ({ steps }) => steps,
    }),
    breakdown: t.field({
      type: [Breakdown],
      extensions: { ...needs<'funnel-by-touch'>('key'), sameRow: true },
      description:
        "The same by first touch, most users who entered first, then by key; empty unless asked. At most 100 keys, and '(other)' for the rest, so that the counts add up.",
      resolve: ({ breakdown }) => breakdown,
    }),
    cappedUserCount: t.field({
      type: 'SafeInt',
      extensions: needs<'funnel'>('capped_user_count'),
      description:
        'Users with more than 10,000 events that match a step, from their first entry on: what came later was left out.',
      resolve: ({ cappedUserCount }) => cappedUserCount,
    }),
  }),
})

builder.objectField(LocationRef, 'funnel', (t) =>
  t.field({
    type: Report,
    description:
      'How many users went through these steps in order, each step by a later event, all within a window from the entry. BAD_USER_INPUT names what is not valid.',
    args: { input: t.arg({ type: FunnelInput, required: true, description: 'The steps.' }) },
    resolve: ({ locationId }, { input }, context, info) => funnelOf(locationId, input, context, info),
  }),
)
