import { mintToken, type TokenClaims } from '../../src/auth/mint-token.ts'
import { createSignInCodes, type SignInCodes } from '../../src/auth/sign-in-codes.ts'
import { startServer } from '../../src/server.ts'
import { silentLog, testConfig } from './config.ts'
import { testSecret } from './gateway.ts'

let databases = 0

export interface RunningGateway extends AsyncDisposable {
  url: string
  /** For links to the dashboard, as in development. */
  signIn: SignInCodes
  stop(): Promise<void>
  stopped(): boolean
  token(claims: TokenClaims, expiresInSeconds?: number): Promise<string>
  capture(locationId: string, events: object[]): Promise<Response>
  /** Asks for server-sent events of a subscription. */
  subscribe(token: string, query: string, variables?: object): Promise<EventStream>
}

/** A whole gateway on a real socket. Locations: oslo and bergen, write keys `key-<location>`. */
export async function runningGateway(env: Record<string, string> = {}): Promise<RunningGateway> {
  const config = testConfig({ PORT: '0', CLICKHOUSE_DATABASE: `attrigraph_running_${++databases}`, ...env })
  const writeKeys = new Map(['oslo', 'bergen'].map((location) => [`key-${location}`, location]))
  const signIn = createSignInCodes({
    mint: () => mintToken(testSecret, { location_id: 'oslo', scope: 'read manage', sub: 'tester' }, 900),
  })
  const secrets = { jwtSecret: testSecret, writeKeys, demoWriteKey: undefined }
  const server = await startServer(config, secrets, silentLog, signIn)
  let stopped = false
  const { url } = server
  return {
    url,
    signIn,
    stopped: () => stopped,
    async stop() {
      stopped = true
      await server.stop()
    },
    token: (claims, expiresInSeconds = 60) => mintToken(testSecret, claims, expiresInSeconds),
    capture: (locationId, batch) =>
      fetch(`${url}/batch/`, { method: 'POST', body: JSON.stringify({ api_key: `key-${locationId}`, batch }) }),
    async subscribe(token, query, variables) {
      const abort = new AbortController()
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        signal: abort.signal,
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({ query, variables }),
      })
      return readEvents(response, abort)
    },
    async [Symbol.asyncDispose]() {
      if (!stopped) await server.stop()
    },
  }
}

export interface EventStream {
  response: Response
  /** Comments that keep the connection alive, so far. */
  keepAlives(): number
  /** The next answer; `undefined` when the stream is complete. */
  next<T>(): Promise<T | undefined>
  close(): void
}

function readEvents(response: Response, abort: AbortController): EventStream {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  let keepAlives = 0

  async function nextBlock(): Promise<string | undefined> {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        if (!block.startsWith(':')) return block
        keepAlives++
        continue
      }
      const part = await reader?.read()
      if (part === undefined || part.done) return undefined
      text += part.value
    }
  }

  return {
    response,
    keepAlives: () => keepAlives,
    async next<T>() {
      const block = await nextBlock()
      if (block === undefined || block.startsWith('event: complete')) return undefined
      const data = /^data: (.*)$/m.exec(block)?.[1] ?? ''
      return JSON.parse(data) as T
    },
    close: () => abort.abort(),
  }
}
