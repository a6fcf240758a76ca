import type { GatewayContext } from '../graphql/context.ts'
import { statementColumns } from '../sql/generated.ts'
import type { Row } from '../sql/run.ts'
import { loadPage, type PageArgs, unlimited } from './page.ts'

/** Erasures, one page. */
export function erasuresOf(locationId: string, args: PageArgs, { load }: GatewayContext) {
  return loadPage<Row<'erasures'>>({
    args,
    question: ['erasures', locationId],
    orderBy: 'REQUESTED_AT',
    direction: -1,
    maxSize: 1_000,
    positionOf: ({ sort_key, id }) => ({ key: sort_key, id }),
    load: ({ order_by: _, ...keyset }) =>
      load.rows({ name: 'erasures', locationId, params: keyset, columns: statementColumns.erasures }),
    count: () => load.count({ name: 'erasures', locationId, params: unlimited }),
  })
}
