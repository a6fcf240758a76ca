import { cacheExchange } from '@urql/exchange-graphcache'

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

/** A normalised cache: one entity per global id, and each page of a connection by itself. */
export const createCache = () => cacheExchange({ keys: Object.fromEntries(parts.map((name) => [name, () => null])) })
