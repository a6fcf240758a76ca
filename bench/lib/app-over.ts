import { type App, type AppDeps, createApp } from '../../src/app.ts'
import { createPipeTokens } from '../../src/auth/pipe-tokens.ts'
import { createTokenVerifier } from '../../src/auth/verify-token.ts'
import { createStaticWriteKeys } from '../../src/auth/write-keys.ts'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import { secret, unlimited } from './open-gateway.ts'

/**
 * The gateway's application over a database that is open already, with other parts than it comes with. It has no
 * socket.
 */
export function openAppOver(
  clickhouse: ClickHouse,
  parts: Pick<AppDeps, 'createLoader'> = {},
  env: Record<string, string> = {},
): App {
  const config = readConfig({
    JWT_SECRET: secret,
    QUERY_TIMEOUT_MS: '120000',
    ...unlimited,
    QUERY_QUEUE_TIMEOUT_MS: '900000',
    ...env,
  })
  const tokens = { ...config, JWT_SECRET: secret }
  return createApp({
    config,
    clickhouse,
    verifyToken: createTokenVerifier(tokens),
    pipeTokens: createPipeTokens(tokens),
    writeKeys: createStaticWriteKeys(new Map()),
    log: createLogger('silent'),
    ...parts,
  })
}

/** The data of its answer. @throws when it holds errors: a benchmark of refusals would measure nothing. */
export async function askApp(app: App, token: string, body: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const response = await app.fetch(new Request('http://app/graphql', { method: 'POST', headers, body }))
  const { data, errors }: { data?: unknown; errors?: unknown } = await response.json()
  if (errors !== undefined) throw new Error(`HTTP ${response.status}: ${JSON.stringify(errors).slice(0, 500)}`)
  return data
}
