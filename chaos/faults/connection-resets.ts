import type { Fault } from '../lib/fault.ts'

/** Some die before they are asked anything, others with the answer on its way: nobody knows then what was done. */
export const connectionResets: Fault = {
  name: 'connection-resets',
  title: 'connections to ClickHouse reset at random, within 300 ms',
  async inject({ proxy }) {
    proxy.resetWithinMs = 300
    return async () => {
      proxy.resetWithinMs = 0
    }
  },
}
