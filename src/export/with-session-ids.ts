import type { Sql } from '../sql/run.ts'

/**
 * Rows of events with the ids that `/export/sessions` has. A session without an id of its own is named by its start,
 * which an event does not know: its row names the session by the event's time.
 */
export async function withSessionIds<R extends { session_id: string | null }>(
  rows: readonly R[],
  locationId: string,
  sql: Sql,
): Promise<R[]> {
  const named = new Set(rows.flatMap(({ session_id }) => (session_id?.startsWith('~') ? [session_id] : [])))
  if (named.size === 0) return [...rows]
  const sessions = await sql.rows('sessions-by-id', { location_ids: [locationId], session_ids: [...named] }, [
    'requested_id',
    'session_id',
  ])
  const ids = new Map(sessions.map(({ requested_id, session_id }) => [requested_id, session_id]))
  return rows.map((row) => ({ ...row, session_id: ids.get(row.session_id ?? '') ?? row.session_id }))
}
