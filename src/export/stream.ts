import type { Encoder } from './encoder.ts'
import type { ExportPage } from './read-pages.ts'

export interface ExportStream {
  first: ExportPage
  pages: AsyncGenerator<ExportPage>
  encoder: Encoder
  /** Once, however it ends. */
  onEnd(end: StreamEnd): void
}

export interface StreamEnd {
  /** `left`: the receiver went away. */
  how: 'complete' | 'left' | 'failed'
  error?: unknown
  /** What was sent. */
  bytes: number
}

/**
 * Reads a page when the receiver has taken the one before. A failure errors the stream, so that what arrived is not
 * taken for whole.
 */
export function streamOf({ first, pages, encoder, onEnd }: ExportStream): ReadableStream<Uint8Array<ArrayBuffer>> {
  let pending: ExportPage | undefined = first
  let sent = 0
  let ended = false
  function end(how: StreamEnd['how'], error?: unknown): void {
    // What was being read for a receiver who left fails afterwards.
    if (ended) return
    ended = true
    onEnd({ how, error, bytes: sent })
  }
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const page: ExportPage | undefined = pending ?? (await pages.next()).value
          pending = undefined
          const bytes = page === undefined ? encoder.end() : encoder.page(page.rows)
          // An empty part satisfies nobody who waits, and pull would not be called again.
          if (bytes.byteLength > 0) controller.enqueue(bytes)
          sent += bytes.byteLength
          if (page === undefined) {
            controller.close()
            end('complete')
          }
          if (page !== undefined && bytes.byteLength === 0) await this.pull?.(controller)
        } catch (error) {
          end('failed', error)
          // Without its cause: the HTTP server prints what it gets.
          controller.error(new Error('The export broke off.'))
        }
      },
      cancel() {
        end('left')
      },
    },
    { highWaterMark: 0 },
  )
}
