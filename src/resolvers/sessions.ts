import type { GraphQLResolveInfo } from 'graphql'
import type { GatewayContext } from '../graphql/context.ts'
import { personOf, type SessionParent, type UserParent } from '../schema/refs.ts'
import type { Maybe } from './maybe.ts'
import { loadPage, type PageArgs, unlimited } from './page.ts'
import { selectedColumns } from './selected-columns.ts'
import { time } from './time.ts'

export interface SessionFilterArgs {
  sessionId?: Maybe<string[]>
  startedAfter?: Maybe<Date>
  startedBefore?: Maybe<Date>
  channel?: Maybe<string[]>
  channelGroup?: Maybe<string[]>
  utmSource?: Maybe<string[]>
  utmMedium?: Maybe<string[]>
  utmCampaign?: Maybe<string[]>
  funnelId?: Maybe<string[]>
  funnelName?: Maybe<string[]>
  pageId?: Maybe<string[]>
  affiliateId?: Maybe<string[]>
  minDurationSeconds?: Maybe<number>
  maxDurationSeconds?: Maybe<number>
  becameIdentified?: Maybe<boolean>
  bounced?: Maybe<boolean>
}

export interface SessionOrderArgs {
  field: 'STARTED_AT' | 'DURATION' | 'PAGEVIEW_COUNT'
  direction: 'ASC' | 'DESC'
}

/** The filter as parameters of the lists of sessions. */
export function sessionFilterParams(filter: Maybe<SessionFilterArgs>) {
  return {
    session_ids: filter?.sessionId ?? [],
    started_after: time(filter?.startedAfter),
    started_before: time(filter?.startedBefore),
    channels: filter?.channel ?? [],
    channel_groups: filter?.channelGroup ?? [],
    utm_sources: filter?.utmSource ?? [],
    utm_mediums: filter?.utmMedium ?? [],
    utm_campaigns: filter?.utmCampaign ?? [],
    funnel_ids: filter?.funnelId ?? [],
    funnel_names: filter?.funnelName ?? [],
    page_ids: filter?.pageId ?? [],
    affiliate_ids: filter?.affiliateId ?? [],
    min_duration_seconds: filter?.minDurationSeconds ?? null,
    max_duration_seconds: filter?.maxDurationSeconds ?? null,
    became_identified: filter?.becameIdentified ?? null,
    bounced: filter?.bounced ?? null,
  }
}

/** The sessions of a location, or of one of its users: one page. */
export async function sessionsOf(
  { locationId, user }: { locationId: string; user?: UserParent },
  args: PageArgs & { filter?: Maybe<SessionFilterArgs>; orderBy?: Maybe<SessionOrderArgs> },
  { load }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const params = sessionFilterParams(args.filter)
  const order = args.orderBy ?? { field: 'STARTED_AT', direction: 'DESC' }
  const columns = selectedColumns(info, 'sessions')
  return loadPage<SessionParent & { sortKey: string }>({
    args,
    question: ['sessions', locationId, user?.userId ?? null, params],
    orderBy: order.field,
    direction: order.direction === 'ASC' ? 1 : -1,
    maxSize: user === undefined ? 1_000 : 100,
    positionOf: ({ sortKey, sessionId }) => ({ key: sortKey, id: sessionId }),
    load: async (keyset) => {
      const request = {
        locationId,
        params: { ...params, ...keyset },
        columns: ['session_id' as const, 'sort_key' as const, ...columns],
      }
      const rows =
        user === undefined
          ? await load.rows({ ...request, name: 'sessions' })
          : await load.rows({
              ...request,
              name: 'user-sessions',
              by: personOf(user),
            })
      return rows.map((row) => ({ kind: 'Session', locationId, sessionId: row.session_id, sortKey: row.sort_key, row }))
    },
    count: () => {
      const all = { locationId, params: { ...params, ...unlimited, order_by: 'STARTED_AT' } }
      return user === undefined
        ? load.count({ ...all, name: 'sessions' })
        : load.count({ ...all, name: 'user-sessions', by: personOf(user) })
    },
  })
}

/** One session by its id, or `null`. */
export async function sessionOf(
  locationId: string,
  sessionId: string,
  { load }: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<SessionParent | null> {
  const [row] = await load.rows({
    name: 'sessions-by-id',
    locationId,
    params: {},
    columns: ['session_id', ...selectedColumns(info, 'sessions-by-id')],
    by: { param: 'session_ids', column: 'requested_id', id: sessionId },
  })
  return row === undefined ? null : { kind: 'Session', locationId, sessionId: row.session_id, row }
}
