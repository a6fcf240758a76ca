import { setTimeout as sleep } from 'node:timers/promises'
import { type Delivery, type Ingest, IngestOverloadedError, type Receipt } from '../ingest/captured-event.ts'

const attemptsMax = 8

/** Hands over a delivery; while the other side is overloaded it waits as told and tries again, unless asked to stop. */
export async function deliver(ingest: Ingest, delivery: Delivery, signal?: AbortSignal): Promise<Receipt> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ingest.accept(delivery)
    } catch (error) {
      if (!(error instanceof IngestOverloadedError) || attempt === attemptsMax) throw error
      await sleep(error.retryAfterSeconds * 1000, undefined, signal === undefined ? {} : { signal })
    }
  }
}
