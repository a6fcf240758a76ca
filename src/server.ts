import type { AddressInfo } from 'node:net'
import { type ServerType, serve } from '@hono/node-server'
import { type App, createApp } from './app.ts'
import { createTokenVerifier } from './auth/verify-token.ts'
import { createStaticWriteKeys } from './auth/write-keys.ts'
import { type ClickHouse, createClickHouse } from './clickhouse/client.ts'
import { migrate } from './clickhouse/migrate.ts'
import type { Config } from './config.ts'
import type { Logger } from './log.ts'
import type { Secrets } from './secrets.ts'

export interface RunningServer {
  url: string
  app: App
  clickhouse: ClickHouse
  /** Drains: nothing new, requests in flight are answered, batches are flushed, ClickHouse is closed. */
  stop(): Promise<void>
}

/** Starts the gateway on a socket: engine, migrations, application, listener. */
export async function startServer(config: Config, secrets: Secrets, log: Logger): Promise<RunningServer> {
  const clickhouse = await createClickHouse(config)
  const { applied } = await migrate(clickhouse, {
    onApply: (name) => log.info({ migration: name }, 'migration applied'),
  })
  if (applied.length > 0) log.info({ count: applied.length }, 'the schema is up to date')
  const app = createApp({
    config,
    clickhouse,
    verifyToken: createTokenVerifier({ ...config, JWT_SECRET: secrets.jwtSecret }),
    writeKeys: createStaticWriteKeys(secrets.writeKeys),
    log,
  })
  const server = await listen(app, config)
  app.setReady(true)
  const { port } = server.address() as AddressInfo
  const host = config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST

  async function stop() {
    app.setReady(false)
    app.endSubscriptions()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    // Keep-alive sockets that wait for a next request would hold the server open.
    const closeIdle = setInterval(() => 'closeIdleConnections' in server && server.closeIdleConnections(), 50)
    const timeout = setTimeout(
      () => 'closeAllConnections' in server && server.closeAllConnections(),
      config.SHUTDOWN_TIMEOUT_MS,
    )
    await closed
    clearInterval(closeIdle)
    clearTimeout(timeout)
    await app.close()
    await clickhouse.close()
  }

  return { url: `http://${host}:${port}`, app, clickhouse, stop }
}

function listen(app: App, { HOST, PORT }: Config): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: HOST, port: PORT }, () => resolve(server))
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${PORT} is in use. Set another one, for example PORT=${PORT + 1} npm start.`, {
              cause: error,
            })
          : error,
      ),
    )
  })
}
