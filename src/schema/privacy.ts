import { GatewayError } from '../errors.ts'
import { type consentModes, type ipAnonymizations, type PrivacySettings, settingsFromRow } from '../privacy/settings.ts'
import { personalDataOf } from '../resolvers/personal-data.ts'
import { statementColumns } from '../sql/generated.ts'
import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'
import { UserBy } from './location.ts'
import { LocationRef } from './refs.ts'

const IpAnonymization = builder.enumType('IpAnonymization', {
  description: 'What becomes of IP addresses in properties ($ip, ip, $initial_ip, ip_address).',
  values: {
    NONE: { value: 'NONE', description: 'They stay as they were sent.' },
    TRUNCATE: {
      value: 'TRUNCATE',
      description: 'The network stays: /24 of IPv4, /48 of IPv6. What is no address goes.',
    },
    DROP: { value: 'DROP', description: 'They are removed.' },
  } as const satisfies Record<(typeof ipAnonymizations)[number], { value: string; description: string }>,
})

const Consent = builder.enumType('ConsentMode', {
  description: 'Which events are kept. One that says false is never kept.',
  values: {
    OPTIONAL: { value: 'OPTIONAL', description: 'Those that do not say that there is no consent.' },
    REQUIRED: { value: 'REQUIRED', description: 'Only those that say that there is.' },
  } as const satisfies Record<(typeof consentModes)[number], { value: string; description: string }>,
})

interface Settings extends PrivacySettings {
  row: Row<'privacy-settings'> | undefined
}

const PrivacySettingsType = builder.objectRef<Settings>('PrivacySettings').implement({
  description: 'What a location keeps, and how. It is applied before anything is stored.',
  fields: (t) => ({
    retentionDays: t.int({
      nullable: true,
      description: 'How many whole UTC days are kept before today; null: for ever.',
      resolve: ({ retentionDays }) => retentionDays,
    }),
    ipAnonymization: t.field({
      type: IpAnonymization,
      description: 'What becomes of IP addresses.',
      resolve: ({ ipAnonymization }) => ipAnonymization,
    }),
    deniedProperties: t.stringList({
      description: 'Names of event and person properties that are removed; * stands for any text.',
      resolve: ({ deniedProperties }) => [...deniedProperties],
    }),
    consent: t.field({ type: Consent, description: 'Which events are kept.', resolve: ({ consent }) => consent }),
    consentProperty: t.exposeString('consentProperty', {
      description: 'The event property that says whether there is consent: true or false.',
    }),
    setAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when; null while nothing was set.',
      resolve: ({ row }) => row?.set_at ?? null,
    }),
    setBy: t.string({
      nullable: true,
      description: 'The subject of the token that set them.',
      resolve: ({ row }) => row?.set_by ?? null,
    }),
  }),
})

builder.objectFields(LocationRef, (t) => ({
  privacySettings: t.field({
    type: PrivacySettingsType,
    authScopes: { manage: true },
    description: 'Scope manage. What the location keeps, and how.',
    resolve: async ({ locationId }, _, { load }) => {
      const columns = statementColumns['privacy-settings']
      const [row] = await load.rows({ name: 'privacy-settings', locationId, params: {}, columns })
      return { ...settingsFromRow(row), row }
    },
  }),
  personalData: t.field({
    type: 'JSONObject',
    nullable: true,
    authScopes: { $any: { erase: true, manage: true } },
    description:
      'Scope erase or manage. Everything that is held about a person: userId, distinctIds, profile, identityMappings, clickIds, sessions, events, errors and quarantined texts that name them. null: nobody has this id. RESOURCE_LIMIT beyond 10,000 entries: `attrigraph export-user` writes any number to a file.',
    complexity: 1_000,
    args: { by: t.arg({ type: UserBy, required: true, description: 'Who.' }) },
    resolve: ({ locationId }, { by }, { sql }) => {
      const id = by.userId ?? by.distinctId
      if (id == null) throw new GatewayError('BAD_USER_INPUT', 'by: give a userId or a distinctId.')
      return personalDataOf(locationId, id, sql)
    },
  }),
}))

const SetPrivacySettingsInput = builder.inputType('SetPrivacySettingsInput', {
  description: 'Settings of a location; what is left out stays as it is.',
  fields: (t) => ({
    locationId: t.string({ required: true, description: 'Whose.' }),
    retentionDays: t.int({ description: 'Days to keep, 1 to 36,500; null: for ever.' }),
    ipAnonymization: t.field({ type: IpAnonymization, description: 'What becomes of IP addresses.' }),
    deniedProperties: t.stringList({
      description: 'At most 200 names of properties to remove, also within $set and $set_once; * stands for any text.',
    }),
    consent: t.field({ type: Consent, description: 'Which events are kept.' }),
    consentProperty: t.string({
      description: 'The event property that says whether there is consent; $consent unless set.',
    }),
  }),
})

builder.mutationField('setPrivacySettings', (t) =>
  t.field({
    type: PrivacySettingsType,
    authScopes: { manage: true },
    description:
      'Scope manage. Changes what the location keeps. It holds for events that come in, on every instance within seconds; retention removes what is older within a day. Audited.',
    args: { input: t.arg({ type: SetPrivacySettingsInput, required: true, description: 'The settings.' }) },
    resolve: async (_, { input }, { commands, load }) => {
      await commands().setPrivacySettings(input)
      const columns = statementColumns['privacy-settings']
      const [row] = await load.rows({ name: 'privacy-settings', locationId: input.locationId, params: {}, columns })
      return { ...settingsFromRow(row), row }
    },
  }),
)
