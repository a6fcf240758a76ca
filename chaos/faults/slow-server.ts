import type { Fault } from '../lib/fault.ts'

export const slowServer: Fault = {
  name: 'slow-server',
  title: 'ClickHouse slow (each chunk held back 150 ms, both ways)',
  async inject({ proxy }) {
    proxy.delayMs = 150
    return async () => {
      proxy.delayMs = 0
    }
  },
}
