import type { Fault } from '../lib/fault.ts'

export const serverKilled: Fault = {
  name: 'server-killed',
  title: 'ClickHouse killed (SIGKILL) and started again',
  async inject({ server }) {
    await server.kill()
    return () => server.restart()
  },
}
