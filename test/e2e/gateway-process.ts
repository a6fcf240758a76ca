import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mintToken } from '../../src/auth/mint-token.ts'
import { freePort } from '../testkit/clickhouse-server.ts'

const bin = fileURLToPath(new URL('../../bin/attrigraph.js', import.meta.url))

export const secret = 'a secret of the end-to-end tests, 32+ characters'
export const writeKey = 'e2e-write-key'
/** A production-like configuration; `{}` instead is a newcomer's first start. */
export const configured = { JWT_SECRET: secret, WRITE_KEYS: `${writeKey}:oslo` }

export interface GatewayProcess extends AsyncDisposable {
  url: string
  port: number
  /** Its data. */
  directory: string
  /** Of the process as it runs now. */
  readonly pid: number | undefined
  output(): string
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>
  /** To the process. */
  signal(signal: NodeJS.Signals): void
  /** kill -9. */
  kill(): Promise<number | null>
  /** The same data, a new process. */
  restart(): Promise<void>
  ask<T>(query: string, variables?: object): Promise<T>
}

/**
 * The real process, as `npm start` runs it, on its own data directory and port.
 * @param nodeArguments Such as modules that are loaded before it.
 */
export async function startGateway(
  env: Record<string, string>,
  nodeArguments: readonly string[] = [],
): Promise<GatewayProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'attrigraph-e2e-'))
  const port = await freePort()
  let output = ''
  let child: ChildProcess

  async function start() {
    output = ''
    child = spawn(process.execPath, [...nodeArguments, bin, 'serve'], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        DATA_DIR: directory,
        PORT: String(port),
        LOG_LEVEL: 'warn',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ready = new Promise<void>((resolve, reject) => {
      const collect = (chunk: Buffer) => {
        output += chunk.toString()
        if (/^Ready at /m.test(output)) resolve()
      }
      child.stdout?.on('data', collect)
      child.stderr?.on('data', collect)
      child.once('exit', (code) => reject(new Error(`The gateway ended with ${code}:\n${output}`)))
      setTimeout(() => reject(new Error(`The gateway is not ready:\n${output}`)), 60_000).unref()
    })
    await ready
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    return child.exitCode
  }

  await start()
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    port,
    directory,
    get pid() {
      return child.pid
    },
    output: () => output,
    signal: (signal) => child.kill(signal),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: start,
    async ask<T>(query: string, variables?: object): Promise<T> {
      const token = await mintToken(secret, { location_id: 'oslo', scope: 'read' }, 60)
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      })
      const { data, errors } = await response.json()
      if (errors !== undefined) throw new Error(JSON.stringify(errors, null, 2))
      return data
    },
    async [Symbol.asyncDispose]() {
      await end('SIGKILL')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Asks again until the answer is as it should be, or says what it was at last. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isRight: (answer: T) => boolean,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const answer = await ask()
    if (isRight(answer)) return answer
    if (Date.now() > deadline) throw new Error(`Not so in ${timeoutMs} ms: ${JSON.stringify(answer, null, 2)}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
