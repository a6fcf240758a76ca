import type { GraphQLResolveInfo } from 'graphql'
import type { GatewayContext } from '../graphql/context.ts'
import { type EventParent, personOf, type UserParent } from '../schema/refs.ts'
import type { Maybe } from './maybe.ts'
import { loadPage, type PageArgs, unlimited } from './page.ts'
import { searchText } from './search-text.ts'
import { selectedColumns } from './selected-columns.ts'
import { time } from './time.ts'

export interface EventFilterArgs {
  name?: Maybe<string[]>
  after?: Maybe<Date>
  before?: Maybe<Date>
  search?: Maybe<string>
  inSession?: Maybe<boolean>
}

/** Whose events: of the location, or of one user or session in it. */
export type EventOwner = { locationId: string } & ({ user?: UserParent } | { sessionId?: string })

/** The filter as parameters of the lists of events. @throws GatewayError BAD_USER_INPUT */
export function eventFilterParams(filter: Maybe<EventFilterArgs>) {
  return {
    names: filter?.name ?? [],
    after_time: time(filter?.after),
    before_time: time(filter?.before),
    search: searchText(filter?.search, 'filter.search'),
    in_session: filter?.inSession ?? null,
  }
}

/** Events, newest first, one page. */
export async function eventsOf(
  owner: EventOwner,
  args: PageArgs & { filter?: Maybe<EventFilterArgs> },
  { load }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const { locationId } = owner
  const user = 'user' in owner ? owner.user : undefined
  const sessionId = 'sessionId' in owner ? owner.sessionId : undefined
  const params = eventFilterParams(args.filter)
  const byUser = user && ({ ...personOf(user), column: 'parent_id' } as const)
  const bySession =
    sessionId === undefined ? undefined : ({ param: 'session_ids', column: 'parent_id', id: sessionId } as const)
  const columns = ['uuid' as const, 'sort_key' as const, ...selectedColumns(info, 'events')]
  return loadPage<EventParent & { sortKey: string }>({
    args,
    question: ['events', locationId, user?.userId ?? null, sessionId ?? null, params],
    orderBy: 'TIMESTAMP',
    direction: -1,
    maxSize: byUser === undefined && bySession === undefined ? 1_000 : 100,
    positionOf: ({ sortKey, uuid }) => ({ key: sortKey, id: uuid }),
    load: async ({ order_by: _, ...keyset }) => {
      const request = { locationId, params: { ...params, ...keyset }, columns }
      const rows = byUser
        ? await load.rows({ ...request, name: 'user-events', by: byUser })
        : bySession
          ? await load.rows({ ...request, name: 'session-events', by: bySession })
          : await load.rows({ ...request, name: 'events', params: { ...request.params, uuids: [] } })
      return rows.map((row) => ({ kind: 'Event', locationId, uuid: row.uuid, sortKey: row.sort_key, row }))
    },
    count: () => {
      const all = { locationId, params: { ...params, ...unlimited } }
      if (byUser) return load.count({ ...all, name: 'user-events', by: byUser })
      if (bySession) return load.count({ ...all, name: 'session-events', by: bySession })
      return load.count({ ...all, name: 'events', params: { ...all.params, uuids: [] } })
    },
  })
}

/** One event by its uuid, or `null`. */
export async function eventOf(
  locationId: string,
  uuid: string,
  { load }: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<EventParent | null> {
  const [row] = await load.rows({
    name: 'events',
    locationId,
    params: { ...eventFilterParams(null), ...unlimited },
    columns: ['uuid', ...selectedColumns(info, 'events')],
    by: { param: 'uuids', column: 'uuid', id: uuid },
  })
  return row === undefined ? null : { kind: 'Event', locationId, uuid: row.uuid, row }
}
