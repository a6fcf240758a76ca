import type { StatementName } from './sql.ts'

/** Larger ones are as dear from the copies around them as from everything. */
const largestPage = 10_000

/**
 * The statement that is sent for the one that is asked for. A page of one location's events is found from little of its
 * history; pages of several locations at once, events by their ids, and all events, as for their number, are read from
 * the whole.
 */
export function sentFor(
  name: StatementName,
  params: { readonly location_ids: readonly string[] } & Readonly<Record<string, unknown>>,
): StatementName {
  const { location_ids, uuids, limit } = params
  const isPage = Array.isArray(uuids) && uuids.length === 0 && typeof limit === 'number' && limit <= largestPage
  return name === 'events' && isPage && location_ids.length === 1 ? 'event-page' : name
}
