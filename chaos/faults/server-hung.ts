import type { Fault } from '../lib/fault.ts'

/** As a machine that swaps, or a snapshot of it that takes its time: connections stay open, and nobody answers. */
export const serverHung: Fault = {
  name: 'server-hung',
  title: 'ClickHouse hung (SIGSTOP, SIGCONT)',
  // The gateway loses patience before the server goes on, which then does what nobody waits for any more.
  env: { QUERY_TIMEOUT_MS: '1000' },
  async inject({ server }) {
    server.signal('SIGSTOP')
    return async () => server.signal('SIGCONT')
  },
}
