import type { GraphQLResolveInfo } from 'graphql'
import type { GatewayContext } from '../graphql/context.ts'
import type { ErrorParent } from '../schema/refs.ts'
import type { Maybe } from './maybe.ts'
import { loadPage, type PageArgs, unlimited } from './page.ts'
import { type DateRange, type LocalRange, toLocalRange } from './range.ts'
import { searchText } from './search-text.ts'
import { selectedColumns } from './selected-columns.ts'

export interface ErrorFilterArgs {
  type?: Maybe<string[]>
  component?: Maybe<string[]>
  level?: Maybe<string[]>
  search?: Maybe<string>
}

/** The filter as parameters of the lists of errors. @throws GatewayError BAD_USER_INPUT */
export function errorFilterParams(filter: Maybe<ErrorFilterArgs>) {
  return {
    types: filter?.type ?? [],
    components: filter?.component ?? [],
    levels: filter?.level ?? [],
    search: searchText(filter?.search, 'filter.search'),
  }
}

/** Errors of one kind within local days, the latest first, one page. */
export async function errorsOf(
  locationId: string,
  args: PageArgs & { range: DateRange; filter?: Maybe<ErrorFilterArgs> },
  { load, timeZoneOf }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  const range = { ...toLocalRange(args.range), time_zone: timeZoneOf(locationId) }
  const params = {
    ...range,
    ...errorFilterParams(args.filter),
    fingerprints: [],
  }
  const columns = selectedColumns(info, 'errors')
  return loadPage<ErrorParent & { sortKey: string }>({
    args,
    question: ['errors', locationId, params],
    orderBy: 'LAST_SEEN',
    direction: -1,
    maxSize: 1_000,
    positionOf: ({ sortKey, fingerprint }) => ({ key: sortKey, id: fingerprint }),
    load: async ({ order_by: _, ...keyset }) => {
      const rows = await load.rows({
        name: 'errors',
        locationId,
        params: { ...params, ...keyset },
        columns: ['fingerprint', 'sort_key', ...columns],
      })
      return rows.map((row) => ({
        kind: 'ErrorSummary',
        locationId,
        fingerprint: row.fingerprint,
        sortKey: row.sort_key,
        range,
        row,
      }))
    },
    count: () => load.count({ name: 'errors', locationId, params: { ...params, ...unlimited } }),
  })
}

/** One kind of error within local days, or `null`. */
export async function errorOf(
  locationId: string,
  { fingerprint, ...days }: LocalRange & { fingerprint: string },
  { load, timeZoneOf }: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<ErrorParent | null> {
  const range = { ...days, time_zone: timeZoneOf(locationId) }
  const [row] = await load.rows({
    name: 'errors',
    locationId,
    params: { ...range, types: [], components: [], levels: [], search: '', ...unlimited },
    columns: ['fingerprint', ...selectedColumns(info, 'errors')],
    by: { param: 'fingerprints', column: 'fingerprint', id: fingerprint },
  })
  return row === undefined ? null : { kind: 'ErrorSummary', locationId, fingerprint, range, row }
}
