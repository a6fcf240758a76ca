import type { GatewayContext } from '../graphql/context.ts'
import type { Row } from '../sql/run.ts'
import { loadPage, type PageArgs, unlimited } from './page.ts'

/** The write keys that were created for a location, one page. `revoked` chooses; without it they are all there. */
export function writeKeysOf(
  locationId: string,
  args: PageArgs & { revoked?: boolean | null | undefined },
  { load }: GatewayContext,
) {
  const filter = { revoked: args.revoked ?? null }
  return loadPage<Row<'write-keys'>>({
    args,
    question: ['write-keys', locationId, filter],
    orderBy: 'CREATED_AT',
    direction: -1,
    maxSize: 1_000,
    positionOf: ({ sort_key, id }) => ({ key: sort_key, id }),
    load: ({ order_by: _, ...keyset }) =>
      load.rows({
        name: 'write-keys',
        locationId,
        params: { ...filter, ...keyset },
        columns: [
          'location_id',
          'id',
          'sort_key',
          'name',
          'prefix',
          'created_at',
          'created_by',
          'revoked_at',
          'revoked_by',
        ],
      }),
    count: () => load.count({ name: 'write-keys', locationId, params: { ...filter, ...unlimited } }),
  })
}
