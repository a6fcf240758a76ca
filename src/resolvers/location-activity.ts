import type { GraphQLResolveInfo } from 'graphql'
import { type Activity, maxLatestEvents } from '../activity/poll.ts'
import { GatewayError } from '../errors.ts'
import type { GatewayContext } from '../graphql/context.ts'
import type { EventParent } from '../schema/refs.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { locationOf } from './locations.ts'
import { selectedColumns } from './selected-columns.ts'

const defaultIntervalSeconds = 2

/**
 * Live activity of a location, or of the only one that the credential covers. @throws GatewayError as
 * `ActivityHub.subscribe`
 */
export async function subscribeToActivity(
  {
    locationId,
    intervalSeconds,
  }: { locationId?: string | null | undefined; intervalSeconds?: number | null | undefined },
  context: GatewayContext,
): Promise<AsyncIterable<Activity>> {
  const { principal, activity, signal } = context
  const location = await locationOf(locationId, context, 'locationId')
  return activity.subscribe({
    principal,
    locationId: location.locationId,
    intervalSeconds: intervalSeconds ?? defaultIntervalSeconds,
    signal,
  })
}

/** The newest of the latest events as nodes, read by their keys in one query. @throws GatewayError BAD_USER_INPUT */
export async function latestEventsOf(
  { locationId, latest }: Activity,
  first: number,
  { load }: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<EventParent[]> {
  if (first < 0 || first > maxLatestEvents)
    throw new GatewayError('BAD_USER_INPUT', `first: ${first} is out of range; 0 to ${maxLatestEvents}.`)
  const keys = latest.slice(0, first)
  if (keys.length === 0) return []
  const rows = await load.rows({
    name: 'events-by-key',
    locationId,
    params: {
      uuids: keys.map(({ uuid }) => uuid),
      distinct_ids: [...new Set(keys.map(({ distinct_id }) => distinct_id))],
      timestamps: [...new Set(keys.map(({ timestamp }) => toClickHouseTime(new Date(timestamp))))],
    },
    columns: ['uuid', ...selectedColumns(info, 'events')],
  })
  const byUuid = new Map(rows.map((row) => [row.uuid, row]))
  // Erased in the meantime: not there.
  return keys.flatMap(({ uuid }) => {
    const row = byUuid.get(uuid)
    return row === undefined ? [] : [{ kind: 'Event' as const, locationId, uuid, row }]
  })
}
