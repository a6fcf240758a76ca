import { cacheExchange } from '@urql/exchange-graphcache'
import { relayPagination } from '@urql/exchange-graphcache/extras'

/** Everything else has a global id; these are part of what they hang under. */
const parts = [
  'AcquisitionCost',
  'ApiUsage',
  'Attribution',
  'AttributionCredit',
  'AttributionReport',
  'AttributionRow',
  'ClickId',
  'ErrorPoint',
  'ErrorSample',
  'FacebookClick',
  'FunnelBreakdown',
  'FunnelReport',
  'FunnelStep',
  'IdentityDecision',
  'IdentityMapping',
  'IngestHealth',
  'IngestPoint',
  'IngestReason',
  'LocationActivity',
  'LocationMetrics',
  'OperationUsage',
  'PathEdge',
  'PathsReport',
  'RetentionCohort',
  'RetentionReport',
  'SessionStats',
  'Touch',
  'Viewer',
] as const

/** A normalised cache: one entity per global id, pages of a connection joined in the order of their cursors. */
export const createCache = () =>
  cacheExchange({
    keys: Object.fromEntries(parts.map((name) => [name, () => null])),
    resolvers: {
      Location: { users: relayPagination(), sessions: relayPagination(), errors: relayPagination() },
      User: { sessions: relayPagination(), events: relayPagination() },
    },
  })
