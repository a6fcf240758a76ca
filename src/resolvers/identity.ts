import type { GatewayContext } from '../graphql/context.ts'
import type { Row } from '../sql/run.ts'
import { loadPage, type PageArgs, unlimited } from './page.ts'

/** Statements of SDKs about identity that do not count, one page. */
export function refusedMappingsOf(locationId: string, args: PageArgs, { load }: GatewayContext) {
  return loadPage<Row<'refused-identity-mappings'>>({
    args,
    question: ['refused-identity-mappings', locationId],
    orderBy: 'LAST_AT',
    direction: -1,
    maxSize: 1_000,
    positionOf: ({ sort_key, id }) => ({ key: sort_key, id }),
    load: ({ order_by: _, ...keyset }) =>
      load.rows({
        name: 'refused-identity-mappings',
        locationId,
        params: keyset,
        columns: [
          'location_id',
          'id',
          'sort_key',
          'anonymous_id',
          'user_id',
          'source',
          'reason',
          'count',
          'first_at',
          'last_at',
        ],
      }),
    count: () => load.count({ name: 'refused-identity-mappings', locationId, params: unlimited }),
  })
}

/** Decisions about identity, one page. */
export function decisionsOf(locationId: string, args: PageArgs, { load }: GatewayContext) {
  return loadPage<Row<'identity-decisions'>>({
    args,
    question: ['identity-decisions', locationId],
    orderBy: 'DECIDED_AT',
    direction: -1,
    maxSize: 1_000,
    positionOf: ({ sort_key, id }) => ({ key: sort_key, id }),
    load: ({ order_by: _, ...keyset }) =>
      load.rows({
        name: 'identity-decisions',
        locationId,
        params: keyset,
        columns: ['location_id', 'id', 'sort_key', 'anonymous_id', 'user_id', 'decided_at', 'decided_by'],
      }),
    count: () => load.count({ name: 'identity-decisions', locationId, params: unlimited }),
  })
}
