import type { GatewayContext } from '../graphql/context.ts'
import { platformOf } from './ad-platform.ts'
import { builder } from './builder.ts'
import { personOf, type UserParent } from './refs.ts'
import { ClickId, type ClickIdParent, Touch, type TouchParent } from './touch.ts'

export const Attribution = builder.objectRef<UserParent>('Attribution')

const FacebookClick = builder
  .objectRef<{ fbclid: string; detectedAt: string; fbc: string }>('FacebookClick')
  .implement({
    description: "The newest fbclid with its detection time and the ready-made `fbc` value for Meta's Conversions API.",
    fields: (t) => ({
      fbclid: t.exposeString('fbclid', { description: 'The value of the newest fbclid.' }),
      detectedAt: t.field({
        type: 'DateTime',
        description: 'When it was first detected, or as `_fbc` says where only that was seen.',
        resolve: ({ detectedAt }) => detectedAt,
      }),
      fbc: t.exposeString('fbc', {
        description:
          "`fb.1.<detection in epoch ms>.<fbclid>`; the browser's own `_fbc` wins where an event carried it.",
      }),
    }),
  })

type Visit = 'first_visit' | 'last_visit' | 'last_non_direct_visit'

/** All touches of a page of users come from one query: the loader merges the columns that each field asks for. */
async function touchOf(user: UserParent, visit: Visit, { load }: GatewayContext): Promise<TouchParent | null> {
  const [row] = await load.rows({
    name: 'attributions',
    locationId: user.locationId,
    params: {},
    columns: [visit],
    by: personOf(user),
  })
  const [occurredAt, channel, channelGroup, origin] = row?.[visit] ?? []
  if (occurredAt === undefined || channel === undefined || channel === '') return null
  return { occurredAt, channel, channelGroup, origin }
}

/** A browser that kept Meta's cookie from an earlier click: its `_fbc` tells the fbclid and the time of the click. */
function fromCookie(clicks: readonly ClickIdParent[]) {
  for (const { parameter, value } of clicks) {
    const [, createdMs, fbclid] = (parameter === '_fbc' && /^fb\.\d+\.(\d{1,14})\.(.+)$/.exec(value)) || []
    if (createdMs !== undefined && fbclid !== undefined)
      return { fbclid, detectedAt: new Date(Number(createdMs)).toISOString(), fbc: value }
  }
  return null
}

const clickIdsOf = (user: UserParent, { load }: GatewayContext): Promise<ClickIdParent[]> =>
  load.rows({
    name: 'click-ids',
    locationId: user.locationId,
    params: {},
    columns: ['parameter', 'value', 'first_detected_at', 'last_detected_at'],
    by: personOf(user),
  })

Attribution.implement({
  description:
    'Where a user came from. Merged over all their distinct ids when it is read, so a late mapping moves it at once.',
  fields: (t) => ({
    firstTouch: t.field({
      type: Touch,
      nullable: true,
      description: "The touch of the user's earliest session; null without a visit.",
      resolve: (user, _, context) => touchOf(user, 'first_visit', context),
    }),
    lastTouch: t.field({
      type: Touch,
      nullable: true,
      description: "The touch of the user's latest session; null without a visit.",
      resolve: (user, _, context) => touchOf(user, 'last_visit', context),
    }),
    lastNonDirectTouch: t.field({
      type: Touch,
      nullable: true,
      description: 'The touch of the latest session whose channel is not direct.',
      resolve: (user, _, context) => touchOf(user, 'last_non_direct_visit', context),
    }),
    clickIds: t.field({
      type: [ClickId],
      description: 'Every click id ever seen for the user, newest detection first.',
      resolve: async (user, _, context) =>
        (await clickIdsOf(user, context)).filter(({ parameter }) => parameter !== '_fbc'),
    }),
    facebook: t.field({
      type: FacebookClick,
      nullable: true,
      description: 'The newest fbclid; null when neither one nor an `_fbc` was seen.',
      resolve: async (user, _, context) => {
        const clicks = await clickIdsOf(user, context)
        const newest = clicks.find(({ parameter }) => platformOf(parameter) === 'META')
        if (newest === undefined) return fromCookie(clicks)
        const { value: fbclid, first_detected_at: detectedAt } = newest
        const fromBrowser = clicks.find(({ parameter, value }) => parameter === '_fbc' && value.endsWith(`.${fbclid}`))
        return { fbclid, detectedAt, fbc: fromBrowser?.value ?? `fb.1.${Date.parse(detectedAt)}.${fbclid}` }
      },
    }),
    daysBetweenFirstAndLast: t.int({
      description: 'Whole days between the first and the last touch; 0 without a visit.',
      resolve: async (user, _, { load }) => {
        const [row] = await load.rows({
          name: 'attributions',
          locationId: user.locationId,
          params: {},
          columns: ['days_between_first_and_last'],
          by: personOf(user),
        })
        return row?.days_between_first_and_last ?? 0
      },
    }),
  }),
})
