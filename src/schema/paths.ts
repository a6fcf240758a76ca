import { pathsOf } from '../resolvers/paths.ts'
import { needs } from '../resolvers/selected-columns.ts'
import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'
import { DateRangeInput } from './common.ts'
import { LocationRef, read, readCount } from './refs.ts'

const PathsInput = builder.inputType('PathsInput', {
  description: 'Which ways through the pages.',
  fields: (t) => ({
    range: t.field({
      type: DateRangeInput,
      required: true,
      description: 'The days on which the sessions started; at most 366.',
    }),
    startPathname: t.string({ description: 'Ways from this page on, from the first time it is seen.' }),
    endPathname: t.string({
      description: 'Ways to this page, to the first time it is seen (after `startPathname`, if that is given).',
    }),
    maxSteps: t.int({
      required: true,
      defaultValue: 5,
      description: 'Pages of a way, 2 to 20: its last ones with an end, else its first ones.',
    }),
    maxEdges: t.int({ required: true, defaultValue: 50, description: 'Edges in the answer, 1 to 1,000.' }),
    timeZone: t.field({ type: 'TimeZone', description: "IANA time zone of the range; the location's unless given." }),
  }),
})

const PathEdge = builder.objectRef<Row<'paths'>['edges'][number]>('PathEdge').implement({
  description: 'Sessions that went from one page to another, at the same step of their way.',
  fields: (t) => ({
    step: t.exposeInt('step', {
      description:
        'The place of `from` on the way, from 1. Ways to an end without a start are laid so that all end at place `maxSteps`.',
    }),
    from: t.exposeString('from', { description: 'The page, by its path; a screen without a path by its name.' }),
    to: t.exposeString('to', { description: 'The next page that is another.' }),
    count: t.field({ type: 'SafeInt', description: 'How many sessions.', resolve: ({ count }) => Number(count) }),
  }),
})

const PathsReport = builder.objectRef<Partial<Row<'paths'>>>('PathsReport').implement({
  description: 'From page to page within sessions, for a Sankey diagram.',
  fields: (t) => ({
    edges: t.field({
      type: [PathEdge],
      extensions: needs<'paths'>('edges'),
      description: 'The most frequent first; ties by step, from and to.',
      resolve: (row) => read(row, 'edges'),
    }),
    edgeCount: t.field({
      type: 'SafeInt',
      extensions: needs<'paths'>('edge_count'),
      description: 'How many edges there are in all.',
      resolve: (row) => readCount(row, 'edge_count'),
    }),
    sessionCount: t.field({
      type: 'SafeInt',
      extensions: needs<'paths'>('session_count'),
      description: 'Sessions that have such a way, be it of one page.',
      resolve: (row) => readCount(row, 'session_count'),
    }),
    cappedSessionCount: t.field({
      type: 'SafeInt',
      extensions: needs<'paths'>('capped_session_count'),
      description: 'Sessions with more than 1,000 page views, of which only the first 1,000 count.',
      resolve: (row) => readCount(row, 'capped_session_count'),
    }),
  }),
})

builder.objectField(LocationRef, 'paths', (t) =>
  t.field({
    type: PathsReport,
    description: 'How visitors go from page to page.',
    args: { input: t.arg({ type: PathsInput, required: true, description: 'Which ways.' }) },
    resolve: ({ locationId }, { input }, context, info) => pathsOf(locationId, input, context, info),
  }),
)
