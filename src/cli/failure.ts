/** Ends a command that cannot go on: the reason for a human, the stack only on request (`DEBUG=1`). */
export function reportFailure(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error)
  console.error(process.env.DEBUG ? error : message)
  process.exit(1)
}
