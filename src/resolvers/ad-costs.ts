import type { GatewayContext } from '../graphql/context.ts'
import type { Row } from '../sql/run.ts'
import { loadPage, type PageArgs, unlimited } from './page.ts'
import { type DateRange, toLocalRange } from './range.ts'

/** Ad costs as they were imported, one page. */
export function adCostsOf(locationId: string, args: PageArgs & { range: DateRange }, { load }: GatewayContext) {
  const range = toLocalRange(args.range)
  return loadPage<Row<'ad-cost-rows'>>({
    args,
    question: ['ad-costs', locationId, range],
    orderBy: 'DATE',
    direction: -1,
    maxSize: 1_000,
    positionOf: ({ sort_key, row_id }) => ({ key: sort_key, id: row_id }),
    load: ({ order_by: _, ...keyset }) =>
      load.rows({
        name: 'ad-cost-rows',
        locationId,
        params: { ...range, ...keyset },
        columns: [
          'location_id',
          'sort_key',
          'row_id',
          'date',
          'channel',
          'source',
          'campaign',
          'cost',
          'currency',
          'clicks',
          'impressions',
          'imported_at',
        ],
      }),
    count: () => load.count({ name: 'ad-cost-rows', locationId, params: { ...range, ...unlimited } }),
  })
}
