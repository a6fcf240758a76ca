import type { EraseReport } from '../privacy/erase-request.ts'
import { erasuresOf } from '../resolvers/erasures.ts'
import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'
import { pageComplexity } from './common.ts'
import { UserBy } from './location.ts'
import { LocationRef } from './refs.ts'

const ErasedRows = builder.objectRef<{ table: string; rows: number }>('ErasedRows').implement({
  description: 'What was removed from one table.',
  fields: (t) => ({
    table: t.exposeString('table', { description: 'The table.' }),
    rows: t.field({ type: 'SafeInt', description: 'How many rows, as they were stored.', resolve: ({ rows }) => rows }),
  }),
})

const Report = builder.objectRef<EraseReport>('EraseReport').implement({
  description: 'What an erasure removed. It is the last that knows the ids.',
  fields: (t) => ({
    userId: t.exposeString('userId', { description: 'The canonical id of the person.' }),
    distinctIds: t.stringList({
      description: 'All ids of the person. Nothing of them is stored any more.',
      resolve: ({ distinctIds }) => distinctIds,
    }),
    removed: t.field({
      type: [ErasedRows],
      description: 'Rows by table; tables that held nothing are not listed.',
      resolve: ({ removed }) => removed,
    }),
  }),
})

const EraseUserInput = builder.inputType('EraseUserInput', {
  description: 'Whom to erase.',
  fields: (t) => ({
    locationId: t.string({ required: true, description: 'Where.' }),
    by: t.field({ type: UserBy, required: true, description: 'Who; all their distinct ids are erased with them.' }),
  }),
})

const AllowErasedUserInput = builder.inputType('AllowErasedUserInput', {
  description: 'Which erased id may be stored again.',
  fields: (t) => ({
    locationId: t.string({ required: true, description: 'Where.' }),
    distinctId: t.string({ required: true, description: 'The id. Other ids of the person stay erased.' }),
  }),
})

builder.mutationField('eraseUser', (t) =>
  t.field({
    type: Report,
    authScopes: { erase: true },
    description:
      'Scope erase. Removes every trace of the person; returns what was removed from where. No answer finds them when it returns, and their events are acknowledged and not stored from then on. A repetition completes what was interrupted. NOT_FOUND: nobody has this id. Audited without ids.',
    args: { input: t.arg({ type: EraseUserInput, required: true, description: 'Whom.' }) },
    resolve: (_, { input }, { commands }) => commands().eraseUser(input),
  }),
)

builder.mutationField('allowErasedUser', (t) =>
  t.boolean({
    authScopes: { erase: true },
    description:
      'Scope erase. Lets events of an erased id be stored again, for a person who comes back and consents. False when the id was not erased, and nothing changed.',
    args: { input: t.arg({ type: AllowErasedUserInput, required: true, description: 'Which id.' }) },
    resolve: (_, { input }, { commands }) => commands().allowErasedUser(input),
  }),
)

const State = builder.enumType('ErasureState', {
  description: 'How far an erasure is.',
  values: {
    RUNNING: { value: 'running', description: 'Under way, or interrupted; it goes on by itself.' },
    ERASED: {
      value: 'erased',
      description: 'No query finds anything; deleted rows are still being taken off the disk.',
    },
    PURGED: { value: 'purged', description: 'The rows were taken out of the files that hold data.' },
  } as const,
})
type State = typeof State.$inferType

const Erasure = builder.objectRef<Row<'erasures'>>('Erasure').implement({
  description: 'The record of an erasure. It holds no id of a person.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Names the erasure.' }),
    state: t.field({ type: State, description: 'How far it is.', resolve: ({ state }) => stateOf(state) }),
    requestedAt: t.field({ type: 'DateTime', description: 'When.', resolve: ({ requested_at }) => requested_at }),
    requestedBy: t.string({
      nullable: true,
      description: 'The subject of the token.',
      resolve: ({ requested_by }) => requested_by,
    }),
    erasedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when no query finds anything.',
      resolve: ({ erased_at }) => erased_at,
    }),
    purgedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when the files of the tables are without the rows.',
      resolve: ({ purged_at }) => purged_at,
    }),
    idCount: t.field({
      type: 'SafeInt',
      description: 'How many ids the person had.',
      resolve: ({ id_count }) => Number(id_count),
    }),
    removed: t.field({
      type: [ErasedRows],
      description: 'Rows by table.',
      resolve: ({ removed }) => Object.entries(removed).map(([table, rows]) => ({ table, rows: Number(rows) })),
    }),
  }),
})

const stateOf = (state: string): State => (['erased', 'purged'] as const).find((one) => one === state) ?? 'running'

builder.objectField(LocationRef, 'erasures', (t) =>
  t.connection({
    type: Erasure,
    authScopes: { $any: { erase: true, manage: true } },
    description: 'Scope erase or manage. The erasures, the latest first: the audit. At most 1,000 at once.',
    complexity: pageComplexity,
    resolve: ({ locationId }, args, context) => erasuresOf(locationId, args, context),
  }),
)
