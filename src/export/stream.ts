import type { Encoder } from './encoder.ts'
import type { ExportPage } from './read-pages.ts'

export interface ExportStream {
  first: ExportPage
  pages: AsyncGenerator<ExportPage>
  encoder: Encoder
  /** The receiver went away. */
  onCancel(): void
  onFailure(error: unknown): void
  /** Once, however it ends. */
  onEnd(): void
}

/** Reads a page when the receiver has taken the one before. A failure errors the stream, so that what arrived is not taken for whole. */
export function streamOf({
  first,
  pages,
  encoder,
  onCancel,
  onFailure,
  onEnd,
}: ExportStream): ReadableStream<Uint8Array<ArrayBuffer>> {
  let pending: ExportPage | undefined = first
  let cancelled = false
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const page: ExportPage | undefined = pending ?? (await pages.next()).value
          pending = undefined
          const bytes = page === undefined ? encoder.end() : encoder.page(page.rows)
          // An empty part satisfies nobody who waits, and pull would not be called again.
          if (bytes.byteLength > 0) controller.enqueue(bytes)
          if (page === undefined) {
            controller.close()
            onEnd()
          }
          if (page !== undefined && bytes.byteLength === 0) await this.pull?.(controller)
        } catch (error) {
          if (!cancelled) onFailure(error)
          // Without its cause: the HTTP server prints what it gets.
          controller.error(new Error('The export broke off.'))
          onEnd()
        }
      },
      cancel() {
        cancelled = true
        onCancel()
        onEnd()
      },
    },
    { highWaterMark: 0 },
  )
}
