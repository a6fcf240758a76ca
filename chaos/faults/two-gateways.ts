import type { Fault } from '../lib/fault.ts'

/** Nothing breaks: the fault is that two instances get each event at the same moment, all the time. */
export const twoGateways: Fault = {
  name: 'two-gateways',
  title: 'each event sent to two gateways at once',
  gateways: 2,
  readersGoOn: true,
  async inject() {
    return async () => undefined
  },
}
