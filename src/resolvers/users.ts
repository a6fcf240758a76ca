import type { GraphQLResolveInfo } from 'graphql'
import type { GatewayContext } from '../graphql/context.ts'
import { toDistinctId } from '../ingest/distinct-id.ts'
import type { UserParent } from '../schema/refs.ts'
import type { Row } from '../sql/run.ts'
import type { Maybe } from './maybe.ts'
import { type KeysetParams, loadPage, type PageArgs, unlimited } from './page.ts'
import { selectedColumns } from './selected-columns.ts'
import { filterParams, onSessions, type UserFilterArgs } from './user-filter.ts'

type UserRow = Pick<Row<'users-with-sessions'>, 'user_id' | 'sort_key'> & Partial<Row<'users-with-sessions'>>

export interface UserOrderArgs {
  field: 'FIRST_SEEN' | 'LAST_SEEN' | 'SESSION_COUNT'
  direction: 'ASC' | 'DESC'
}

/** Sessions are read only for who asks for them: by a filter, an order or a field. */
const asksForSessions = (filter: Maybe<UserFilterArgs>, order: UserOrderArgs) =>
  order.field === 'SESSION_COUNT' || onSessions.some((name) => filter?.[name] != null)

/** The users of a location, one page. */
export async function usersOf(
  locationId: string,
  args: PageArgs & { filter?: Maybe<UserFilterArgs>; orderBy?: Maybe<UserOrderArgs> },
  { load, timeZoneOf }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const params = filterParams(args.filter, timeZoneOf(locationId))
  const order = args.orderBy ?? { field: 'LAST_SEEN', direction: 'DESC' }
  const wanted = selectedColumns(info, 'users-with-sessions')
  const needSessions = asksForSessions(args.filter, order)
  const keys = ['user_id' as const, 'sort_key' as const]

  async function read(keyset: KeysetParams): Promise<UserRow[]> {
    const request = { locationId, params: { ...params, ...keyset } }
    return needSessions || wanted.includes('session_count')
      ? load.rows({ ...request, name: 'users-with-sessions', columns: [...keys, ...wanted] })
      : load.rows({ ...request, name: 'users', columns: [...keys, ...selectedColumns(info, 'users')] })
  }
  function count(): Promise<number> {
    return load.count({
      name: needSessions ? 'users-with-sessions' : 'users',
      locationId,
      params: { ...params, ...unlimited, order_by: 'LAST_SEEN' },
    })
  }
  return loadPage<UserParent & { sortKey: string }>({
    args,
    question: ['users', locationId, params],
    orderBy: order.field,
    direction: order.direction === 'ASC' ? 1 : -1,
    maxSize: 1_000,
    positionOf: ({ sortKey, userId }) => ({ key: sortKey, id: userId }),
    load: async (keyset) =>
      (await read(keyset)).map((row) => ({
        kind: 'User',
        locationId,
        userId: row.user_id,
        sortKey: row.sort_key,
        row,
      })),
    count,
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
  const request = {
    locationId,
    params: {},
    by: { param: 'ids' as const, column: 'requested_id' as const, id: toDistinctId(id) },
  }
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
