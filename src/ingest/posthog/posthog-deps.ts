import type { WriteKeys } from '../../auth/write-keys.ts'
import type { WriteKeyRate } from '../../limits/write-key-rate.ts'
import type { Logger } from '../../log.ts'
import type { BodyBudget } from '../body-budget.ts'
import type { Ingest } from '../captured-event.ts'
import type { OnRefused } from './door.ts'

export interface PosthogLimits {
  eventMaxBytes: number
  /** Of a request, as sent and after decompression. */
  batchMaxBytes: number
  batchMaxEvents: number
  /** How deep arrays and objects of one event may nest. */
  maxDepth: number
}

/** What the PostHog wire needs from the rest of the gateway. */
export interface PosthogDeps {
  ingest: Ingest
  writeKeys: WriteKeys
  limits: PosthogLimits
  /** Shared by all doors that take events. */
  bodies: BodyBudget
  log: Logger
  now?: () => number
  /** `whsec_…`; when set, webhooks must be signed with one of them. */
  webhookSecrets?: readonly string[]
  /** Shared by all doors that take events; absent: write keys have no rate. */
  rate?: WriteKeyRate | undefined
  /** Hears of every capture request that is refused as a whole. */
  onRefused?: OnRefused
}
