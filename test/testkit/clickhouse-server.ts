import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./clickhouse-server-process.js', import.meta.url))

export interface TestServer extends AsyncDisposable {
  url: string
  /** Where its data lie. */
  directory: string
  /** To the process: `SIGSTOP` makes it hang until `SIGCONT`. */
  signal(signal: NodeJS.Signals): void
  /** kill -9; resolves after the process has ended. */
  kill(): Promise<void>
  /** A new process on the same data and port; resolves when it answers. */
  restart(): Promise<void>
}

export interface TestServerOptions {
  /** Where its data lie, to be removed by the caller. Without it, a directory that goes when the server does. */
  directory?: string | undefined
  /**
   * Allows `BACKUP … TO File(…)`, into `backups/` of its directory, and `TO Disk('backups', …)`, into `backup-disk/`.
   */
  backups?: boolean
  /** The disk of backups is this bucket. */
  bucket?: { url: string; accessKey: string; secretKey: string }
  /** Where it listens; without it, on a free port. */
  port?: number
  /** Where it listens for other servers. */
  tcpPort?: number
  /** The `remote_servers` of its configuration, XML. */
  remoteServers?: string
}

/**
 * A real ClickHouse HTTP server on a free port, with its own data directory.
 * @param usersXml The server's `users.xml`; without it, the user `default` may do everything.
 */
export async function startClickHouseServer(usersXml?: string, options: TestServerOptions = {}): Promise<TestServer> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'attrigraph-server-'))
  const port = options.port ?? (await freePort())
  const argv = [
    script,
    directory,
    String(port),
    writeConfig(directory, usersXml, options) ?? '',
    String(options.tcpPort ?? ''),
  ]
  const url = `http://127.0.0.1:${port}`
  let server: ChildProcess

  async function start() {
    server = spawn(process.execPath, argv, {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    try {
      await answering(url, server)
    } catch (error) {
      server.kill('SIGKILL')
      throw error
    }
  }

  async function kill() {
    // A test may have ended it already.
    if (server.exitCode !== null || server.signalCode !== null) return
    const exited = once(server, 'exit')
    server.kill('SIGKILL')
    await exited
  }

  await start()
  return {
    url,
    directory,
    signal: (signal) => server.kill(signal),
    kill,
    restart: start,
    async [Symbol.asyncDispose]() {
      await kill()
      if (options.directory === undefined) rmSync(directory, { recursive: true, force: true })
    },
  }
}

const allPowerful = `<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users><default>
  <password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
  <access_management>1</access_management></default></users></clickhouse>`

function backupsIn(directory: string, bucket: TestServerOptions['bucket']): string {
  const disk =
    bucket === undefined
      ? `<type>local</type><path>${join(directory, 'backup-disk')}/</path>`
      : `<type>s3_plain</type><endpoint>${bucket.url}attrigraph/</endpoint>
        <access_key_id>${bucket.accessKey}</access_key_id><secret_access_key>${bucket.secretKey}</secret_access_key>`
  return `<storage_configuration><disks><backups>${disk}</backups></disks></storage_configuration>
    <backups><allowed_path>${join(directory, 'backups')}/</allowed_path><allowed_disk>backups</allowed_disk></backups>`
}

/** Custom settings may start with `SQL_`, as in the configuration that ClickHouse is delivered with. */
function writeConfig(
  directory: string,
  usersXml: string | undefined,
  { backups = false, bucket, remoteServers = '' }: TestServerOptions,
): string | undefined {
  if (usersXml === undefined && remoteServers === '' && !backups) return undefined
  const [config, users] = [join(directory, 'config.xml'), join(directory, 'users.xml')]
  if (usersXml !== undefined || backups) writeFileSync(users, usersXml ?? allPowerful)
  const usersConfig = usersXml === undefined && !backups ? '' : `<users_config>${users}</users_config>`
  const allowed = backups ? backupsIn(directory, bucket) : ''
  writeFileSync(
    config,
    `<clickhouse>${usersConfig}<custom_settings_prefixes>SQL_</custom_settings_prefixes>${remoteServers}${allowed}</clickhouse>`,
  )
  return config
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  let errors = ''
  server.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`The ClickHouse test server ended: ${errors.slice(-2_000)}`)
    const answer = await fetch(`${url}/ping`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`The ClickHouse test server did not answer: ${errors.slice(-2_000)}`)
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port was given.')
  return address.port
}
