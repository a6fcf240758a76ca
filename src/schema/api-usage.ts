import { apiUsageOf } from '../resolvers/api-usage.ts'
import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'
import { DateRangeInput } from './common.ts'

type Operation = Row<'api-usage'>

const OperationUsage = builder.objectRef<Operation>('OperationUsage').implement({
  description: 'How one operation was used by one client.',
  fields: (t) => ({
    door: t.exposeString('door', { description: 'graphql, pipes or export.' }),
    name: t.exposeString('name', {
      description: "The operation's, pipe's or table's name; (anonymous) where it has none.",
    }),
    client: t.exposeString('client', {
      nullable: true,
      description: 'The header apollographql-client-name or x-client-name.',
    }),
    count: t.field({ type: 'SafeInt', description: 'Requests.', resolve: (row) => Number(row.request_count) }),
    errorCount: t.field({
      type: 'SafeInt',
      description: 'Requests with an error, whole or in part.',
      resolve: (row) => Number(row.error_count),
    }),
    p50Milliseconds: t.exposeFloat('p50_milliseconds', {
      description:
        'The median time until the answer was ready; of a subscription, how long it was open; of an export, until its end was sent.',
    }),
    p95Milliseconds: t.exposeFloat('p95_milliseconds', { description: 'The same for the slowest twentieth.' }),
    rowsRead: t.field({
      type: 'SafeInt',
      description: 'Rows that ClickHouse read for all these requests, by its own count.',
      resolve: (row) => Number(row.read_rows),
    }),
    bytesRead: t.field({
      type: 'SafeInt',
      description: 'Bytes that ClickHouse read for them, uncompressed.',
      resolve: (row) => Number(row.read_bytes),
    }),
    clickhouseQueries: t.field({
      type: 'SafeInt',
      description: 'ClickHouse queries that answered them.',
      resolve: (row) => Number(row.query_count),
    }),
  }),
})

const ApiUsage = builder.objectRef<readonly Operation[]>('ApiUsage').implement({
  description: 'How the graph, the pipes and the exports were used.',
  fields: (t) => ({
    requestCount: t.field({
      type: 'SafeInt',
      description: 'Requests with a valid credential.',
      resolve: ([first]) => Number(first?.total_request_count ?? 0),
    }),
    errorCount: t.field({
      type: 'SafeInt',
      description: 'Those with an error, whole or in part.',
      resolve: ([first]) => Number(first?.total_error_count ?? 0),
    }),
    operations: t.field({
      type: [OperationUsage],
      description: 'By operation and client, the most frequent first, at most 500.',
      resolve: (operations) => operations,
    }),
  }),
})

builder.queryField('apiUsage', (t) =>
  t.field({
    type: ApiUsage,
    authScopes: { manage: true },
    description:
      'Scope manage: which operations are run, how often, how slow, and what ClickHouse reads for them. Requests of credentials that cover nothing but locations of the caller; kept for 90 days, a second late.',
    args: {
      range: t.arg({ type: DateRangeInput, required: true, description: 'Which days, at most 366.' }),
      timeZone: t.arg({
        type: 'TimeZone',
        description: "IANA time zone; unless given, the location's where the token covers exactly one, else UTC.",
      }),
    },
    resolve: (_, { range, timeZone }, context) => apiUsageOf(range, timeZone, context),
  }),
)
