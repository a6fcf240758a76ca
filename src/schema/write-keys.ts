import type { CreatedWriteKey } from '../commands/write-keys.ts'
import { writeKeysOf } from '../resolvers/write-keys.ts'
import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'
import { pageComplexity } from './common.ts'
import { LocationRef } from './refs.ts'

const text = {
  id: 'What names the key without giving it away, as `wk_…`. `revokeWriteKey` takes it.',
  name: 'What its maker called it.',
  prefix: 'The first eight characters of the key, to tell yours apart.',
  createdAt: 'When it was created.',
  createdBy: 'The subject of the token that created it.',
}

const WriteKey = builder.objectRef<CreatedWriteKey>('WriteKey').implement({
  description: 'A write key that was just created. It writes events to its location, and can do nothing else.',
  fields: (t) => ({
    key: t.exposeString('key', {
      description: 'The key itself. It is shown here and never again: only its hash is kept.',
    }),
    id: t.exposeID('id', { description: text.id }),
    prefix: t.exposeString('prefix', { description: text.prefix }),
    locationId: t.exposeString('locationId', { description: 'The location that it writes to.' }),
    name: t.exposeString('name', { description: text.name }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: text.createdAt }),
    createdBy: t.exposeString('createdBy', { nullable: true, description: text.createdBy }),
  }),
})

const WriteKeyInfo = builder.objectRef<Row<'write-keys'>>('WriteKeyInfo').implement({
  description: 'What is kept about a write key: everything but the key.',
  fields: (t) => ({
    id: t.exposeID('id', { description: text.id }),
    name: t.exposeString('name', { description: text.name }),
    prefix: t.exposeString('prefix', { description: text.prefix }),
    createdAt: t.field({ type: 'DateTime', description: text.createdAt, resolve: ({ created_at }) => created_at }),
    createdBy: t.string({ nullable: true, description: text.createdBy, resolve: ({ created_by }) => created_by }),
    revokedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked; null while it is in force.',
      resolve: ({ revoked_at }) => revoked_at,
    }),
    revokedBy: t.string({
      nullable: true,
      description: 'The subject of the token that revoked it.',
      resolve: ({ revoked_by }) => revoked_by,
    }),
  }),
})

const WriteKeyConnection = builder.connectionObject(
  { type: WriteKeyInfo, name: 'WriteKeyInfoConnection', description: 'A page of a list of write keys.' },
  { name: 'WriteKeyInfoEdge', description: 'A write key and its place in the list.' },
)

builder.objectField(LocationRef, 'writeKeys', (t) =>
  t.connection(
    {
      type: WriteKeyInfo,
      authScopes: { manage: true },
      description:
        'Scope manage. The write keys that were created for it, the latest first, revoked ones included: the audit trail. Keys of the configuration (WRITE_KEYS) are not among them. At most 1,000 at once.',
      complexity: pageComplexity,
      args: {
        revoked: t.arg.boolean({ description: 'true: only revoked ones; false: only those in force; left out: all.' }),
      },
      resolve: ({ locationId }, args, context) => writeKeysOf(locationId, args, context),
    },
    WriteKeyConnection,
  ),
)

const CreateWriteKeyInput = builder.inputType('CreateWriteKeyInput', {
  description: 'A write key to create.',
  fields: (t) => ({
    locationId: t.string({
      required: true,
      description: 'The location that it writes to; 1 to 200 characters. It need not have events yet.',
    }),
    name: t.string({ required: true, description: 'What people call it, such as "Web shop"; 1 to 100 characters.' }),
  }),
})

builder.mutationFields((t) => ({
  createWriteKey: t.field({
    type: WriteKey,
    authScopes: { manage: true },
    description:
      'Scope manage. Creates a write key of a location; it works at once, through every instance. BAD_USER_INPUT when the location has as many as it may have (WRITE_KEYS_MAX_PER_LOCATION).',
    args: { input: t.arg({ type: CreateWriteKeyInput, required: true, description: 'Which.' }) },
    resolve: (_, { input }, { commands }) => commands().createWriteKey(input),
  }),
  revokeWriteKey: t.boolean({
    authScopes: { manage: true },
    description:
      'Scope manage. Takes a write key back for good: this instance refuses it at once, every other one within 5 seconds, with 401. True: it is revoked, now or before, so that a repetition is harmless. False: no location of the token has it. BAD_USER_INPUT for a key of the configuration.',
    args: {
      key: t.arg.string({ required: true, description: 'The key itself, or its id from `Location.writeKeys`.' }),
    },
    resolve: (_, { key }, { commands }) => commands().revokeWriteKey(key),
  }),
}))
