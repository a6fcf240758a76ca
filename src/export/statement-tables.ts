import type { ErrorFilterArgs } from '../resolvers/errors.ts'
import { errorFilterParams } from '../resolvers/errors.ts'
import { type DateRange, toLocalRange } from '../resolvers/range.ts'
import { statementColumns } from '../sql/generated.ts'
import { firstDay, lastDay } from '../time/kept-times.ts'
import { type ExportTable, keyset } from './export-table.ts'
import { filterArguments } from './filter-arguments.ts'
import { withSessionIds } from './with-session-ids.ts'

const always = { from: firstDay, to: lastDay }
const allDays = 50_000

/** `from` and `to`, local days, both inclusive; either may be left out. */
function rangeOf(query: URLSearchParams) {
  const given = new URLSearchParams(query)
  for (const [name, day] of Object.entries(always)) if (!given.has(name)) given.set(name, day)
  // The schema has coerced it.
  return toLocalRange(filterArguments('DateRange', given) as DateRange, allDays)
}

/** Errors one by one; the graph's list groups them. */
export const errors: ExportTable = {
  columns: {
    location_id: 'text',
    uuid: 'text',
    timestamp: 'time',
    fingerprint: 'text',
    type: 'text',
    message: 'text',
    component: 'text',
    level: 'text',
    handled: 'boolean',
    stack: 'text',
    distinct_id: 'text',
    user_id: 'text',
    session_id: 'text',
    request_id: 'text',
  },
  inputTypes: ['DateRange', 'ErrorFilter'],
  open({ locationId, query, sql, timeZone }) {
    const filter = errorFilterParams(filterArguments('ErrorFilter', query) as ErrorFilterArgs)
    const params = { ...rangeOf(query), time_zone: timeZone, ...filter }
    return {
      question: ['errors', locationId, params],
      async load(after, limit) {
        const { direction: _, ...page } = keyset(after, limit)
        const bound = { location_ids: [locationId], ...params, ...page }
        const rows = await sql.rows('exported-errors', bound, statementColumns['exported-errors'])
        const whole = await withSessionIds(rows, locationId, sql)
        return whole.map((row) => ({ row, position: { key: row.sort_key, id: row.uuid } }))
      },
    }
  },
}

/** Statements as they were made, also those that do not count. */
export const identityMappings: ExportTable = {
  columns: {
    location_id: 'text',
    uuid: 'text',
    anonymous_id: 'text',
    user_id: 'text',
    source: 'text',
    mapped_at: 'time',
    decided_by: 'text',
  },
  inputTypes: [],
  open({ locationId, sql }) {
    return {
      question: ['identity_mappings', locationId],
      async load(after, limit) {
        const { direction: _, ...page } = keyset(after, limit)
        const bound = { location_ids: [locationId], ...page }
        const columns = statementColumns['exported-identity-mappings']
        const rows = await sql.rows('exported-identity-mappings', bound, columns)
        return rows.map((row) => ({ row, position: { key: row.sort_key, id: row.uuid } }))
      },
    }
  },
}

export const adCosts: ExportTable = {
  columns: {
    location_id: 'text',
    date: 'date',
    channel: 'text',
    source: 'text',
    campaign: 'text',
    cost: 'decimal',
    currency: 'text',
    clicks: 'integer',
    impressions: 'integer',
    imported_at: 'time',
  },
  inputTypes: ['DateRange'],
  open({ locationId, query, sql }) {
    const range = rangeOf(query)
    return {
      question: ['ad_costs', locationId, range],
      async load(after, limit) {
        const bound = { location_ids: [locationId], ...range, ...keyset(after, limit) }
        const rows = await sql.rows('ad-cost-rows', bound, statementColumns['ad-cost-rows'])
        return rows.map((row) => ({ row, position: { key: row.sort_key, id: row.row_id } }))
      },
    }
  },
}
