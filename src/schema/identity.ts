import { decisionsOf, refusedMappingsOf } from '../resolvers/identity.ts'
import { userOf } from '../resolvers/users.ts'
import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'
import { pageComplexity } from './common.ts'
import { LocationRef, UserRef } from './refs.ts'

export const IdentityMapping = builder.objectRef<Row<'identity-mappings'>>('IdentityMapping').implement({
  description: 'Why an anonymous id belongs to a user.',
  fields: (t) => ({
    anonymousId: t.exposeString('anonymous_id', { description: 'The id that was anonymous.' }),
    userId: t.exposeString('mapped_user_id', {
      description: 'The user id that it was mapped to. A chain of mappings ends at the canonical user.',
    }),
    mappedAt: t.field({
      type: 'DateTime',
      description: 'The time of the event that said so, or of the decision.',
      resolve: ({ mapped_at }) => mapped_at,
    }),
    source: t.exposeString('source', {
      description: 'What said so: $identify, $create_alias, $merge_dangerously or mapIdentity.',
    }),
  }),
})

const RefusalReason = builder.enumType('IdentityRefusalReason', {
  description: 'Why a statement of an SDK about identity has no effect.',
  values: {
    ALREADY_MAPPED: { value: 'already_mapped', description: 'The id belongs to another user already.' },
    CIRCLE: { value: 'circle', description: 'It would close a circle of mappings.' },
    DECIDED: { value: 'decided', description: 'mapIdentity or unmapIdentity decided otherwise.' },
    ILLEGAL_ANONYMOUS_ID: { value: 'illegal_anonymous_id', description: 'The anonymous id stands for nobody.' },
    ILLEGAL_USER_ID: { value: 'illegal_user_id', description: 'The user id stands for nobody.' },
  } as const,
})
type Reason = typeof RefusalReason.$inferType
const reasons: readonly string[] = ['already_mapped', 'circle', 'decided', 'illegal_anonymous_id', 'illegal_user_id']
const isReason = (text: string): text is Reason => reasons.includes(text)

const RefusedMapping = builder.objectRef<Row<'refused-identity-mappings'>>('RefusedIdentityMapping').implement({
  description: 'A statement of SDKs that an anonymous id is a user, which has no effect.',
  fields: (t) => ({
    anonymousId: t.exposeString('anonymous_id', { description: 'The id that was to be mapped.' }),
    userId: t.exposeString('user_id', { description: 'The user that it was to be mapped to.' }),
    source: t.exposeString('source', { description: '$identify, $create_alias or $merge_dangerously.' }),
    reason: t.field({
      type: RefusalReason,
      description: 'Why it has no effect.',
      resolve: ({ reason }) => {
        if (!isReason(reason)) throw new Error(`There is no reason ${reason}`)
        return reason
      },
    }),
    count: t.field({
      type: 'SafeInt',
      description: 'How many events said so.',
      resolve: ({ count }) => Number(count),
    }),
    firstAt: t.field({
      type: 'DateTime',
      description: 'The time of the first of them.',
      resolve: ({ first_at }) => first_at,
    }),
    lastAt: t.field({
      type: 'DateTime',
      description: 'The time of the latest of them.',
      resolve: ({ last_at }) => last_at,
    }),
  }),
})

const Decision = builder.objectRef<Row<'identity-decisions'>>('IdentityDecision').implement({
  description: 'A mapIdentity or unmapIdentity, as the audit trail keeps it.',
  fields: (t) => ({
    anonymousId: t.exposeString('anonymous_id', { description: 'The id that was decided about.' }),
    userId: t.string({
      nullable: true,
      description: 'The user that it was mapped to; null for unmapIdentity.',
      resolve: ({ user_id }) => user_id,
    }),
    decidedAt: t.field({ type: 'DateTime', description: 'When.', resolve: ({ decided_at }) => decided_at }),
    decidedBy: t.string({
      nullable: true,
      description: 'The subject of the token that decided.',
      resolve: ({ decided_by }) => decided_by,
    }),
  }),
})

const RefusedConnection = builder.connectionObject(
  {
    type: RefusedMapping,
    name: 'RefusedIdentityMappingConnection',
    description: 'A page of a list of refused identity mappings.',
  },
  { name: 'RefusedIdentityMappingEdge', description: 'A refused identity mapping and its place in the list.' },
)
const DecisionConnection = builder.connectionObject(
  { type: Decision, name: 'IdentityDecisionConnection', description: 'A page of a list of identity decisions.' },
  { name: 'IdentityDecisionEdge', description: 'An identity decision and its place in the list.' },
)

builder.objectField(LocationRef, 'refusedIdentityMappings', (t) =>
  t.connection(
    {
      type: RefusedMapping,
      description: 'Statements of SDKs about identity that have no effect, the latest first. At most 1,000 at once.',
      complexity: pageComplexity,
      resolve: ({ locationId }, args, context) => refusedMappingsOf(locationId, args, context),
    },
    RefusedConnection,
  ),
)

builder.objectField(LocationRef, 'identityDecisions', (t) =>
  t.connection(
    {
      type: Decision,
      authScopes: { manage: true },
      description:
        'Scope manage. Every mapIdentity and unmapIdentity, the latest first: the audit trail. At most 1,000 at once.',
      complexity: pageComplexity,
      resolve: ({ locationId }, args, context) => decisionsOf(locationId, args, context),
    },
    DecisionConnection,
  ),
)

const inLocation = 'The location that it happens in.'

const MapIdentityInput = builder.inputType('MapIdentityInput', {
  description: 'Which id is whose.',
  fields: (t) => ({
    locationId: t.string({ required: true, description: inLocation }),
    anonymousId: t.string({
      required: true,
      description: 'The id to map; its first 200 characters count, as of every id.',
    }),
    userId: t.string({ required: true, description: 'The user that it belongs to.' }),
  }),
})
const UnmapIdentityInput = builder.inputType('UnmapIdentityInput', {
  description: 'Which id is nobody else’s.',
  fields: (t) => ({
    locationId: t.string({ required: true, description: inLocation }),
    anonymousId: t.string({ required: true, description: 'The id to take back.' }),
  }),
})

builder.mutationField('mapIdentity', (t) =>
  t.field({
    type: UserRef,
    authScopes: { manage: true },
    description:
      'Scope manage. Maps an anonymous id to a user, whatever SDKs say, until the next decision about this id. Takes effect on every answer, past data included, at once, and is audited. NOT_FOUND when neither id has an event.',
    args: { input: t.arg({ type: MapIdentityInput, required: true, description: 'Which id is whose.' }) },
    resolve: async (_, { input }, context, info) => {
      await context.commands().mapIdentity(input)
      const user = await userOf(input.locationId, input.anonymousId, context, info)
      if (user === null) throw new Error('A mapped id has no user.')
      return user
    },
  }),
)

builder.mutationField('unmapIdentity', (t) =>
  t.boolean({
    authScopes: { manage: true },
    description:
      'Scope manage. Takes a mapping back: the id is its own user until the next decision about it, whatever SDKs say. False when the id is not mapped, and nothing changed. Audited.',
    args: { input: t.arg({ type: UnmapIdentityInput, required: true, description: 'Which id.' }) },
    resolve: (_, { input }, { commands }) => commands().unmapIdentity(input),
  }),
)
