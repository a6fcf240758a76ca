import type { CapturedEvent, Ingest, RejectedEvent } from '../ingest/captured-event.ts'
import { type EventContext, readEvent } from '../ingest/posthog/read-event.ts'
import { senderOf, userAgentOf } from '../ingest/sender.ts'
import { toldReceipt } from '../ingest/told-receipt.ts'
import { forEachInSlices } from '../slices.ts'
import { RowDefect, rowOf } from './column-values.ts'
import { wireEventOf } from './event-row.ts'
import type { SentRow } from './sent-rows.ts'
import type { WriteRows } from './write-rows.ts'

export interface EventRowsDeps {
  ingest: Ingest
  now: () => number
  limits: EventContext['limits']
}

/** Events that are handed to the batcher together. */
const deliverySize = 5_000

/** Rows of the data source `events`: from here on they go the way of an SDK's events. */
export function createEventRows({ ingest, now, limits }: EventRowsDeps): WriteRows {
  return async function writeEvents(rows, { locationId, request }) {
    const context: EventContext = {
      locationId,
      nowMs: now(),
      sentAtMs: undefined,
      defaultName: undefined,
      userAgent: userAgentOf(request),
      // Every row is within the limit of an event already.
      payloadBytes: 0,
      limits,
    }
    let quarantined = 0
    for (let start = 0; start < rows.length; start += deliverySize) {
      const events: CapturedEvent[] = []
      const rejected: RejectedEvent[] = []
      let ignored = 0
      await forEachInSlices(rows.slice(start, start + deliverySize), (row) => {
        const reading = readRow(row, locationId, context)
        if ('event' in reading) events.push(reading.event)
        else if ('rejected' in reading) rejected.push({ ...reading.rejected, raw: row.raw })
        else ignored += 1
      })
      const receipt = await ingest.accept({
        locationId,
        events,
        rejected,
        ...(ignored > 0 ? { ignored } : {}),
        sender: senderOf(request),
      })
      quarantined += toldReceipt(receipt).quarantined
    }
    return { successful_rows: rows.length - quarantined, quarantined_rows: quarantined }
  }
}

function readRow(row: SentRow, locationId: string, context: EventContext) {
  try {
    return readEvent(wireEventOf(rowOf(fieldsOf(row), locationId), context.nowMs), context)
  } catch (error) {
    return { rejected: rejectedRow(row, error) }
  }
}

/** @throws RowDefect for a row that could not be read */
export function fieldsOf(row: SentRow): unknown {
  if ('defect' in row) throw new RowDefect('malformed_row', `The row ${row.defect}.`)
  return row.fields
}

/** The row as quarantine keeps it. @throws what is no defect of the row */
export function rejectedRow({ raw }: SentRow, error: unknown): RejectedEvent {
  if (!(error instanceof RowDefect)) throw error
  return { reason: error.reason, detail: error.message, raw }
}
