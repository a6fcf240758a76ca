/** Resolves when the work is done, or after so long. */
export async function within(maxMs: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, maxMs).unref())])
}
