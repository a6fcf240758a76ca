import { mintToken } from '../../src/auth/mint-token.ts'
import { readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import { type RunningServer, startServer } from '../../src/server.ts'

export const secret = 'a secret that only the benchmark knows, 32+'

/** No limit on requests per credential: what is measured is what stands behind it. */
export const unlimited = {
  READ_REQUESTS_PER_SECOND: '1000000',
  READ_REQUESTS_BURST: '1000000',
  READ_REQUESTS_CONCURRENT: '1000000',
  QUERY_QUEUE_MAX: '100000',
  QUERY_QUEUE_MAX_PER_LOCATION: '100000',
}

export interface BenchGateway extends RunningServer, AsyncDisposable {
  token(locationId: string): Promise<string>
}

/** The gateway as it is, on a socket of this process. */
export async function openGateway(env: Record<string, string | undefined>): Promise<BenchGateway> {
  const config = readConfig({ PORT: '0', JWT_SECRET: secret, QUERY_TIMEOUT_MS: '120000', ...unlimited, ...env })
  const writeKeys = new Map([['key-bench', 'bench']])
  const server = await startServer(
    config,
    { jwtSecret: secret, writeKeys, demoWriteKey: undefined },
    createLogger('silent'),
  )
  return {
    ...server,
    token: (locationId) => mintToken(secret, { location_id: locationId, scope: 'read' }, 36_000),
    [Symbol.asyncDispose]: () => server.stop(),
  }
}
