import type { JsonObject } from '../json/json-value.ts'
import type { RejectedEvent, RejectionReason } from './captured-event.ts'

/** What an import finds wrong with a row. Nobody else can say that the database refused an event. */
const reasons: readonly RejectionReason[] = [
  'not_an_object',
  'missing_event_name',
  'event_name_too_long',
  'missing_distinct_id',
  'event_too_large',
  'too_deep',
  'invalid_properties',
  'invalid_timestamp',
  'malformed_row',
]

const detailMaxLength = 500

/** A row that could not be understood, as an import sends it to a gateway: no event, for it has no name. */
export const forwardedRow = ({ reason, detail, raw }: RejectedEvent): JsonObject => ({
  event: null,
  reason,
  detail,
  raw,
})

/**
 * Takes that form off, for the settings of a location must see the row itself. Anybody may send it, so it says nothing
 * but why a text is in quarantine, and erased ids are looked for in its detail too. `undefined` for anything else.
 */
export function openForwardedRow(sent: JsonObject): RejectedEvent | undefined {
  const { event, reason, detail, raw } = sent
  if (event !== null || typeof raw !== 'string' || typeof detail !== 'string' || Object.keys(sent).length !== 4) return
  const known = reasons.find((one) => one === reason)
  if (known === undefined) return
  return { reason: known, detail: detail.slice(0, detailMaxLength), raw }
}
