import { type App, createApp } from '../../src/app.ts'
import { createPipeTokens } from '../../src/auth/pipe-tokens.ts'
import { createTokenVerifier } from '../../src/auth/verify-token.ts'
import { createStaticWriteKeys } from '../../src/auth/write-keys.ts'
import type { ClickHouse } from '../../src/clickhouse/client.ts'
import { readConfig } from '../../src/config.ts'
import { createRowLoader } from '../../src/loaders/rows.ts'
import { createLogger } from '../../src/log.ts'
import { secret, unlimited } from './open-gateway.ts'

/** The same gateway over the same database, but for its loaders: one query for each node, as resolvers without batches ask. */
export function openNaiveGateway(clickhouse: ClickHouse): App {
  const config = readConfig({
    JWT_SECRET: secret,
    QUERY_TIMEOUT_MS: '120000',
    ...unlimited,
    QUERY_QUEUE_TIMEOUT_MS: '900000',
  })
  const tokens = { ...config, JWT_SECRET: secret }
  return createApp({
    config,
    clickhouse,
    verifyToken: createTokenVerifier(tokens),
    pipeTokens: createPipeTokens(tokens),
    writeKeys: createStaticWriteKeys(new Map()),
    log: createLogger('silent'),
    createLoader: (sql) => createRowLoader(sql, { maxIds: 1 }),
  })
}
