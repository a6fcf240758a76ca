import { type EventFilterArgs, eventFilterParams } from '../resolvers/events.ts'
import { type SessionFilterArgs, sessionFilterParams } from '../resolvers/sessions.ts'
import { type UserFilterArgs, filterParams as userFilterParams } from '../resolvers/user-filter.ts'
import { statementColumns } from '../sql/generated.ts'
import { type ExportTable, keyset } from './export-table.ts'
import { filterArguments } from './filter-arguments.ts'
import { adCosts, errors, identityMappings } from './statement-tables.ts'
import { withSessionIds } from './with-session-ids.ts'

const events: ExportTable = {
  columns: {
    location_id: 'text',
    uuid: 'text',
    name: 'text',
    timestamp: 'time',
    distinct_id: 'text',
    user_id: 'text',
    session_id: 'text',
    url: 'text',
    pathname: 'text',
    properties: 'json',
  },
  inputTypes: ['EventFilter'],
  open({ locationId, query, sql }) {
    // The schema has coerced it.
    const params = eventFilterParams(filterArguments('EventFilter', query) as EventFilterArgs)
    const base = { location_ids: [locationId], uuids: [], ...params }
    return {
      question: ['events', locationId, params],
      async load(after, limit) {
        const rows = await sql.rows('events', { ...base, ...keyset(after, limit) }, statementColumns.events)
        const whole = await withSessionIds(rows, locationId, sql)
        return whole.map((row) => ({ row, position: { key: row.sort_key, id: row.uuid } }))
      },
    }
  },
}

const sessions: ExportTable = {
  columns: {
    location_id: 'text',
    session_id: 'text',
    user_id: 'text',
    started_at: 'time',
    ended_at: 'time',
    duration_seconds: 'number',
    pageview_count: 'integer',
    event_count: 'integer',
    is_bounce: 'boolean',
    became_identified: 'boolean',
    entry_url: 'text',
    entry_pathname: 'text',
    exit_url: 'text',
    exit_pathname: 'text',
    channel: 'text',
    channel_group: 'text',
    touch: 'structure',
    funnel_id: 'text',
    funnel_name: 'text',
    page_id: 'text',
    affiliate_id: 'text',
    browser: 'text',
    device_type: 'text',
    time_zone: 'text',
  },
  inputTypes: ['SessionFilter'],
  open({ locationId, query, sql }) {
    const params = sessionFilterParams(filterArguments('SessionFilter', query) as SessionFilterArgs)
    const base = { location_ids: [locationId], ...params, order_by: 'STARTED_AT' }
    return {
      question: ['sessions', locationId, params],
      async load(after, limit) {
        const rows = await sql.rows('sessions', { ...base, ...keyset(after, limit) }, statementColumns.sessions)
        return rows.map((row) => ({ row, position: { key: row.sort_key, id: row.session_id } }))
      },
    }
  },
}

const users: ExportTable = {
  columns: {
    location_id: 'text',
    user_id: 'text',
    is_identified: 'boolean',
    distinct_ids: 'structure',
    first_seen: 'time',
    last_seen: 'time',
    session_count: 'integer',
    event_count: 'integer',
    browser: 'text',
    device_type: 'text',
    time_zone: 'text',
  },
  inputTypes: ['UserFilter'],
  open({ locationId, query, sql, timeZone }) {
    const filter = filterArguments('UserFilter', query) as UserFilterArgs
    const params = userFilterParams(filter, timeZone)
    const base = { location_ids: [locationId], ...params, order_by: 'FIRST_SEEN' }
    const columns = statementColumns['users-with-sessions']
    return {
      question: ['users', locationId, params],
      async load(after, limit) {
        const rows = await sql.rows('users-with-sessions', { ...base, ...keyset(after, limit) }, columns)
        return rows.map((row) => ({ row, position: { key: row.sort_key, id: row.user_id } }))
      },
    }
  },
}

/** Everything that can be exported, by its name in the URL. */
export const exportTables: Readonly<Record<string, ExportTable>> = {
  events,
  sessions,
  users,
  errors,
  identity_mappings: identityMappings,
  ad_costs: adCosts,
}
