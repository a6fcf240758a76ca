import type { BodyRoom } from '../ingest/body-budget.ts'
import { readBody as read } from './read-body.ts'
import { RequestFailure } from './request-failure.ts'

/**
 * The raw bytes of a request, whatever content type it claims: current posthog-js sends gzip as `text/plain`.
 * @param room Takes what has come.
 * @throws RequestFailure `too_large`, `sender_left`; IngestOverloadedError when there is no room.
 */
export function readBody(request: Request, maxBytes: number, room?: BodyRoom): Promise<Uint8Array> {
  return read(request, {
    maxBytes,
    room,
    refuse: (reason, cause) =>
      reason === 'too_large'
        ? tooLarge(maxBytes)
        : new RequestFailure(reason, 'The sender left before everything was received.', { cause }),
  })
}

export function tooLarge(maxBytes: number): RequestFailure {
  return new RequestFailure('too_large', `The request is larger than ${maxBytes} bytes.`)
}
