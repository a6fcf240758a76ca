import type { ServerOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { type ServerType, serve } from '@hono/node-server'
import { type App, createApp } from './app.ts'
import { createPipeTokens } from './auth/pipe-tokens.ts'
import type { SignInCodes } from './auth/sign-in-codes.ts'
import { createSignatureCheck } from './auth/token-signature.ts'
import { createTokenVerifier } from './auth/verify-token.ts'
import { createStaticWriteKeys } from './auth/write-keys.ts'
import { openBackupSocket } from './backup/backup-socket.ts'
import type { ClickHouse } from './clickhouse/clickhouse.ts'
import { createClickHouse } from './clickhouse/client.ts'
import { migrate } from './clickhouse/migrate.ts'
import { patient } from './clickhouse/patient.ts'
import type { Config } from './config.ts'
import { createReadRows } from './doctor/check.ts'
import { refusedLimits } from './doctor/limits.ts'
import { untriedVersion } from './doctor/version.ts'
import { refusedWrites } from './doctor/writes.ts'
import type { Logger } from './log.ts'
import { startMaintenance } from './privacy/maintenance.ts'
import type { Secrets } from './secrets.ts'

export interface RunningServer {
  url: string
  app: App
  clickhouse: ClickHouse
  /** Drains: nothing new, requests in flight are answered, batches are flushed, ClickHouse is closed. */
  stop(): Promise<void>
}

/**
 * Starts the gateway on a socket: engine, migrations, application, listener.
 * @param signIn In development: what the links that are printed are exchanged through.
 */
export async function startServer(
  config: Config,
  secrets: Secrets,
  log: Logger,
  signIn?: SignInCodes,
): Promise<RunningServer> {
  const backupDirectory = backupDirectoryOf(config)
  const clickhouse = await createClickHouse(config, { backupDirectory })
  const waiting = config.embedded ? clickhouse : await createClickHouse(patient(config))
  const rows = createReadRows(clickhouse)
  for (const { what, remedy } of await untriedVersion(rows)) log.warn({ remedy }, what)
  const { applied, unknown } = await migrate(waiting, {
    onApply: (name) => log.info({ migration: name }, 'migration applied'),
    onDerive: (done, total, table) => log.info({ done, total, table }, 'deriving what was stored before'),
  })
  if (unknown.length > 0)
    log.warn({ migrations: unknown }, 'the database was made by a newer version; this one may answer wrongly from it')
  if (applied.length > 0) log.info({ count: applied.length }, 'the schema is up to date')
  const refused = [...(await refusedLimits(rows, config)), ...(await refusedWrites(clickhouse.client, rows))]
  for (const { what, remedy } of refused) log.error({ remedy }, what)
  const tokenConfig = { ...config, JWT_SECRET: secrets.jwtSecret }
  const signature = createSignatureCheck(tokenConfig)
  const app = createApp({
    config,
    clickhouse,
    patient: waiting,
    verifyToken: createTokenVerifier(tokenConfig, { signature }),
    pipeTokens: createPipeTokens(tokenConfig, { signature }),
    writeKeys: createStaticWriteKeys(secrets.writeKeys),
    signIn,
    log,
  })
  const server = await listen(app, config)
  const backups =
    backupDirectory === undefined
      ? undefined
      : await openBackupSocket(clickhouse, { dataDirectory: config.DATA_DIR, backupDirectory, log })
  const maintenance = startMaintenance({ clickhouse: waiting, erasures: app.erasures, log })
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
    await backups?.close()
    await Promise.all([maintenance.stop(), app.close()])
    if (waiting !== clickhouse) await waiting.close()
    await clickhouse.close()
  }

  return { url: `http://${host}:${port}`, app, clickhouse, stop }
}

/** A server writes its backups itself, where its own configuration says. */
const backupDirectoryOf = ({ embedded, DATA_DIR, BACKUP_DIRECTORY = join(DATA_DIR, 'backups') }: Config) =>
  embedded && DATA_DIR !== ':memory:' ? resolve(BACKUP_DIRECTORY) : undefined

function listen(app: App, config: Config): Promise<ServerType> {
  const { HOST, PORT } = config
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: HOST, port: PORT, serverOptions: socketLimits(config) }, () =>
      resolve(server),
    )
    if ('maxRequestsPerSocket' in server) server.maxRequestsPerSocket = config.HTTP_MAX_REQUESTS_PER_SOCKET
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

/** Who sends slowly, or nothing, must not hold a socket for ever. How long an answer may take is limited elsewhere. */
function socketLimits(config: Config): ServerOptions {
  const shortest = Math.min(config.HTTP_HEADERS_TIMEOUT_MS, config.HTTP_REQUEST_TIMEOUT_MS)
  return {
    headersTimeout: shortest,
    requestTimeout: config.HTTP_REQUEST_TIMEOUT_MS,
    keepAliveTimeout: config.HTTP_KEEP_ALIVE_TIMEOUT_MS,
    // Node looks for sockets that are too slow only so often.
    connectionsCheckingInterval: Math.min(5_000, Math.max(100, shortest / 2)),
  }
}
