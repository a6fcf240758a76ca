/** A capture request that is refused as a whole. Its message goes to the sender and holds nothing of the body. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError'
  readonly status: 400 | 401 | 413 | 415
  readonly code: string

  constructor(status: 400 | 401 | 413 | 415, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export const tooLarge = (maxBytes: number) =>
  new CaptureError(413, 'payload_too_large', `The request is larger than ${maxBytes} bytes.`)
export const malformed = (message: string) => new CaptureError(400, 'invalid_payload', message)
export const unauthorized = (message: string) => new CaptureError(401, 'invalid_api_key', message)
