import { GatewayError } from '../errors.ts'
import { encodeNodeId } from '../resolvers/node-id.ts'
import { needs } from '../resolvers/selected-columns.ts'
import { sessionOf } from '../resolvers/sessions.ts'
import { userOf } from '../resolvers/users.ts'
import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'
import { Granularity } from './common.ts'
import { ErrorSummaryRef, read, readCount, SessionRef, UserRef } from './refs.ts'

export const ErrorFilter = builder.inputType('ErrorFilter', {
  description: 'Which errors; all conditions must hold, lists match any of their values, empty ones everything.',
  fields: (t) => ({
    type: t.stringList({ description: 'Types, such as TypeError.' }),
    component: t.stringList({ description: 'Components.' }),
    level: t.stringList({ description: 'As sent: fatal, error, warning, log, info or debug by stock SDKs.' }),
    search: t.string({ description: 'Part of the type or of the message, in any case. At most 200 characters.' }),
  }),
})

const ErrorPoint = builder.objectRef<Pick<Row<'error-series'>, 'start' | 'count'>>('ErrorPoint').implement({
  description: 'Occurrences in one bucket of local time.',
  fields: (t) => ({
    start: t.field({
      type: 'DateTime',
      description: 'The instant at which the bucket starts.',
      resolve: ({ start }) => start,
    }),
    count: t.field({
      type: 'SafeInt',
      description: 'Occurrences; buckets without any are left out.',
      resolve: ({ count }) => Number(count),
    }),
  }),
})

const ErrorSample = builder.objectRef<Row<'error-samples'>>('ErrorSample').implement({
  description: 'One occurrence of an error.',
  fields: (t) => ({
    occurredAt: t.field({
      type: 'DateTime',
      description: 'When it happened.',
      resolve: ({ occurred_at }) => occurred_at,
    }),
    message: t.exposeString('message', { description: 'What it said.' }),
    stack: t.exposeString('stack', {
      nullable: true,
      description: 'The stack, the throwing frame first; causes follow.',
    }),
    user: t.field({
      type: UserRef,
      nullable: true,
      description: 'Whom it happened to.',
      resolve: ({ location_id, distinct_id }, _, context, info) => userOf(location_id, distinct_id, context, info),
    }),
    session: t.field({
      type: SessionRef,
      nullable: true,
      description: 'In which visit.',
      resolve: ({ location_id, session_id }, _, context, info) =>
        session_id === null ? null : sessionOf(location_id, session_id, context, info),
    }),
  }),
})

const maxSamples = 100

builder.node(ErrorSummaryRef, {
  description: 'Errors with one fingerprint, within the days asked for.',
  id: {
    description: 'Global id. The days are a part of it, as the figures are about them.',
    resolve: ({ locationId, fingerprint, range: { from, to } }) =>
      encodeNodeId('ErrorSummary', locationId, fingerprint, from, to),
  },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'ErrorSummary',
  fields: (t) => ({
    fingerprint: t.exposeString('fingerprint', {
      description: "Equal for the same defect: the SDK's own, or made of types, functions and files.",
    }),
    type: t.string({
      extensions: needs<'errors'>('type'),
      description: 'The type of the latest occurrence.',
      resolve: ({ row }) => read(row, 'type'),
    }),
    message: t.string({
      extensions: needs<'errors'>('message'),
      description: 'The message of the latest occurrence.',
      resolve: ({ row }) => read(row, 'message'),
    }),
    component: t.string({
      nullable: true,
      extensions: needs<'errors'>('component'),
      description: 'Where it broke: the property `component`, else the file of the throwing frame.',
      resolve: ({ row }) => read(row, 'component'),
    }),
    level: t.string({
      extensions: needs<'errors'>('level'),
      description: 'As sent: fatal, error, warning, log, info or debug by stock SDKs.',
      resolve: ({ row }) => read(row, 'level'),
    }),
    count: t.field({
      type: 'SafeInt',
      extensions: needs<'errors'>('count'),
      description: 'Distinct occurrences.',
      resolve: ({ row }) => readCount(row, 'count'),
    }),
    affectedUserCount: t.field({
      type: 'SafeInt',
      extensions: needs<'errors'>('affected_user_count'),
      description: 'Users it happened to, after identity resolution.',
      resolve: ({ row }) => readCount(row, 'affected_user_count'),
    }),
    firstSeenAt: t.field({
      type: 'DateTime',
      extensions: needs<'errors'>('first_seen'),
      description: 'The first occurrence within the days.',
      resolve: ({ row }) => read(row, 'first_seen'),
    }),
    lastSeenAt: t.field({
      type: 'DateTime',
      extensions: needs<'errors'>('last_seen'),
      description: 'The latest occurrence within the days.',
      resolve: ({ row }) => read(row, 'last_seen'),
    }),
    series: t.field({
      type: [ErrorPoint],
      description: 'Occurrences over time.',
      args: { granularity: t.arg({ type: Granularity, defaultValue: 'HOUR', description: 'The length of a bucket.' }) },
      resolve: ({ locationId, fingerprint, range }, { granularity }, { load }) =>
        load.rows({
          name: 'error-series',
          locationId,
          params: { ...range, granularity: granularity ?? 'HOUR' },
          columns: ['start', 'count'],
          by: { param: 'fingerprints', column: 'fingerprint', id: fingerprint },
        }),
    }),
    samples: t.field({
      type: [ErrorSample],
      description: `The latest occurrences, at most ${maxSamples}.`,
      args: { first: t.arg.int({ required: true, defaultValue: 10, description: 'How many.' }) },
      complexity: ({ first }) => ({ field: 1, multiplier: Math.max(1, first) }),
      resolve: ({ locationId, fingerprint, range }, { first }, { load }) => {
        if (first < 0 || first > maxSamples)
          throw new GatewayError('BAD_USER_INPUT', `first: ${first}; expected 0 to ${maxSamples}.`)
        return load.rows({
          name: 'error-samples',
          locationId,
          params: { ...range, limit: first },
          columns: ['location_id', 'fingerprint', 'occurred_at', 'message', 'stack', 'distinct_id', 'session_id'],
          by: { param: 'fingerprints', column: 'fingerprint', id: fingerprint },
        })
      },
    }),
  }),
})
