import { fileURLToPath } from 'node:url'
import type { Fault } from '../lib/fault.ts'

/** The clock of a running gateway is six hours ahead, then six hours behind, then right again. */
export const clockJumps: Fault = {
  name: 'clock-jumps',
  title: "the gateway's clock six hours ahead, then behind",
  env: { CLOCK_OFFSETS_MS: '21600000,-21600000,0' },
  nodeArguments: ['--import', fileURLToPath(new URL('../lib/jumping-clock.js', import.meta.url))],
  async inject({ gateway }, { holdMs }) {
    gateway.signal('SIGUSR2')
    const back = setTimeout(() => gateway.signal('SIGUSR2'), holdMs / 2)
    return async () => {
      clearTimeout(back)
      gateway.signal('SIGUSR2')
    }
  },
}
