import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'

export interface TcpProxy extends AsyncDisposable {
  url: string
  /** How long each chunk is held back, in both directions. */
  delayMs: number
  /** Connections, open ones too, are reset at a random moment within this time; 0: they live. */
  resetWithinMs: number
}

/** A real proxy for TCP in front of a server, which can be slow, or break connections off. */
export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(targetUrl)
  const pairs = new Set<readonly [Socket, Socket]>()
  let [delayMs, resetWithinMs] = [0, 0]

  const delayed = () =>
    new Transform({
      transform: (chunk, _, done) => {
        if (delayMs === 0) done(null, chunk)
        else setTimeout(done, delayMs, null, chunk)
      },
    })

  function resetSoon(pair: readonly [Socket, Socket]): void {
    setTimeout(() => {
      // It may have been healed meanwhile.
      if (resetWithinMs > 0) for (const socket of pair) socket.resetAndDestroy()
    }, Math.random() * resetWithinMs)
  }

  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true })
    const pair = [client, upstream] as const
    pairs.add(pair)
    client.pipe(delayed()).pipe(upstream)
    upstream.pipe(delayed()).pipe(client)
    for (const [one, other] of [pair, [upstream, client] as const]) {
      // A connection that one side breaks off is broken off for the other one.
      one.on('error', () => other.resetAndDestroy())
      one.once('close', () => {
        other.destroySoon()
        pairs.delete(pair)
      })
    }
    if (resetWithinMs > 0) resetSoon(pair)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get delayMs() {
      return delayMs
    },
    set delayMs(ms) {
      delayMs = ms
    },
    get resetWithinMs() {
      return resetWithinMs
    },
    set resetWithinMs(ms) {
      resetWithinMs = ms
      if (ms > 0) for (const pair of pairs) resetSoon(pair)
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const pair of pairs) for (const socket of pair) socket.destroy()
      await closed
    },
  }
}
