import { coveredLocations, type Principal } from '../auth/principal.ts'
import { builder } from './builder.ts'

const Viewer = builder.objectRef<Principal>('Viewer').implement({
  description: 'Who asks, as the verified token says.',
  fields: (t) => ({
    subject: t.string({ nullable: true, description: 'The claim `sub`.', resolve: ({ subject }) => subject ?? null }),
    locationIds: t.stringList({
      nullable: true,
      description: 'The locations that the token covers; null when it covers all.',
      resolve: ({ locations }) => {
        const covered = coveredLocations(locations)
        return covered === '*' ? null : [...covered]
      },
    }),
    scopes: t.stringList({ description: 'Out of read, write, manage, erase.', resolve: ({ scopes }) => [...scopes] }),
  }),
})

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'Who asks. Needs no scope, only a valid token.',
    resolve: (_, __, { principal }) => principal,
  }),
)
