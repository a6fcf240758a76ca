import type { GraphQLResolveInfo } from 'graphql'
import type { GatewayContext } from '../graphql/context.ts'
import { type AdPlatformName, parametersOf } from '../schema/ad-platform.ts'
import type { UserParent } from '../schema/refs.ts'
import { toClickHouseTime } from '../sql/run.ts'
import { loadPage, type PageArgs, unlimited } from './page.ts'
import { selectedColumns } from './selected-columns.ts'

type Maybe<T> = T | null | undefined

export interface UserFilterArgs {
  identified?: Maybe<boolean>
  firstTouchChannel?: Maybe<string[]>
  lastTouchChannel?: Maybe<string[]>
  firstTouchChannelGroup?: Maybe<string[]>
  lastTouchChannelGroup?: Maybe<string[]>
  firstUtmSource?: Maybe<string[]>
  firstUtmCampaign?: Maybe<string[]>
  lastUtmSource?: Maybe<string[]>
  lastUtmCampaign?: Maybe<string[]>
  hasClickId?: Maybe<AdPlatformName[]>
  minSessionCount?: Maybe<number>
  firstSeenAfter?: Maybe<Date>
  firstSeenBefore?: Maybe<Date>
  lastSeenAfter?: Maybe<Date>
  lastSeenBefore?: Maybe<Date>
}

export interface UserOrderArgs {
  field: 'FIRST_SEEN' | 'LAST_SEEN' | 'SESSION_COUNT'
  direction: 'ASC' | 'DESC'
}

export const time = (at: Maybe<Date>) => (at == null ? null : toClickHouseTime(at))

function filterParams(filter: Maybe<UserFilterArgs>) {
  return {
    identified: filter?.identified ?? null,
    first_channels: filter?.firstTouchChannel ?? [],
    last_channels: filter?.lastTouchChannel ?? [],
    first_channel_groups: filter?.firstTouchChannelGroup ?? [],
    last_channel_groups: filter?.lastTouchChannelGroup ?? [],
    first_utm_sources: filter?.firstUtmSource ?? [],
    first_utm_campaigns: filter?.firstUtmCampaign ?? [],
    last_utm_sources: filter?.lastUtmSource ?? [],
    last_utm_campaigns: filter?.lastUtmCampaign ?? [],
    click_id_parameters: filter?.hasClickId == null ? [] : parametersOf(filter.hasClickId),
    min_session_count: filter?.minSessionCount ?? null,
    first_seen_after: time(filter?.firstSeenAfter),
    first_seen_before: time(filter?.firstSeenBefore),
    last_seen_after: time(filter?.lastSeenAfter),
    last_seen_before: time(filter?.lastSeenBefore),
  }
}

const onSessions = [
  'firstTouchChannel',
  'lastTouchChannel',
  'firstTouchChannelGroup',
  'lastTouchChannelGroup',
  'firstUtmSource',
  'firstUtmCampaign',
  'lastUtmSource',
  'lastUtmCampaign',
  'minSessionCount',
] as const satisfies (keyof UserFilterArgs)[]

/** Sessions are read only for who asks for them: by a filter, an order or a field. */
const asksForSessions = (filter: Maybe<UserFilterArgs>, order: UserOrderArgs) =>
  order.field === 'SESSION_COUNT' || onSessions.some((name) => filter?.[name] != null)

/** The users of a location, one page. */
export async function usersOf(
  locationId: string,
  args: PageArgs & { filter?: Maybe<UserFilterArgs>; orderBy?: Maybe<UserOrderArgs> },
  { load }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const params = filterParams(args.filter)
  const order = args.orderBy ?? { field: 'LAST_SEEN', direction: 'DESC' }
  const wanted = selectedColumns(info, 'users-with-sessions')
  const needSessions = asksForSessions(args.filter, order)
  return loadPage<UserParent & { sortKey: string }>({
    args,
    question: ['users', locationId, params],
    orderBy: order.field,
    direction: order.direction === 'ASC' ? 1 : -1,
    maxSize: 1_000,
    positionOf: ({ sortKey, userId }) => ({ key: sortKey, id: userId }),
    load: async (keyset) => {
      const request = { locationId, params: { ...params, ...keyset } }
      const rows =
        needSessions || wanted.includes('session_count')
          ? await load.rows({
              ...request,
              name: 'users-with-sessions',
              columns: ['user_id' as const, 'sort_key' as const, ...wanted],
            })
          : await load.rows({
              ...request,
              name: 'users',
              columns: ['user_id' as const, 'sort_key' as const, ...selectedColumns(info, 'users')],
            })
      return rows.map((row) => ({ kind: 'User', locationId, userId: row.user_id, sortKey: row.sort_key, row }))
    },
    count: () =>
      load.count({
        name: needSessions ? 'users-with-sessions' : 'users',
        locationId,
        params: { ...params, ...unlimited, order_by: 'LAST_SEEN' },
      }),
  })
}

/** The user that owns an id (a user id or any distinct id), or `null`. */
export async function userOf(
  locationId: string,
  id: string,
  { load }: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<UserParent | null> {
  const wanted = selectedColumns(info, 'users-by-id-with-sessions')
  const request = { locationId, params: {}, by: { param: 'ids' as const, column: 'requested_id' as const, id } }
  const [row] = wanted.includes('session_count')
    ? await load.rows({ ...request, name: 'users-by-id-with-sessions', columns: ['user_id' as const, ...wanted] })
    : await load.rows({
        ...request,
        name: 'users-by-id',
        columns: ['user_id' as const, ...selectedColumns(info, 'users-by-id')],
      })
  return row === undefined ? null : { kind: 'User', locationId, userId: row.user_id, row }
}

/** The user of a row that names them already: asked for again only when more than the name is selected. */
export async function namedUser(
  locationId: string,
  userId: string,
  context: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<UserParent> {
  const columns = selectedColumns(info, 'users-by-id-with-sessions').filter((column) => column !== 'user_id')
  const named: UserParent = { kind: 'User', locationId, userId, row: { user_id: userId } }
  return columns.length === 0 ? named : ((await userOf(locationId, userId, context, info)) ?? named)
}
