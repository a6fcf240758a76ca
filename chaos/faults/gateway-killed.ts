import type { Fault } from '../lib/fault.ts'

export const gatewayKilled: Fault = {
  name: 'gateway-killed',
  title: 'gateway killed (SIGKILL) and started again',
  async inject({ gateway }) {
    await gateway.kill()
    return () => gateway.restart()
  },
}
