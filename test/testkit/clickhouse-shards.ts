import { freePort, startClickHouseServer, type TestServer, type TestServerOptions } from './clickhouse-server.ts'

/** The name of the cluster in the shards' `remote_servers`. */
export const testCluster = 'two'

export interface TestShards extends AsyncDisposable {
  /** Of each shard, over HTTP. */
  urls: readonly [string, string]
  /** The second one: it can be killed and started again. */
  second: TestServer
}

export interface TestShardOptions extends Pick<TestServerOptions, 'backups'> {
  /** As of `startClickHouseServer`, for both. */
  usersXml?: string
  /** As whom one shard signs in to the other, XML. */
  credentials?: string
}

/** Two ClickHouse servers that know each other as the shards of one cluster. */
export async function startClickHouseShards({
  usersXml,
  credentials = '',
  ...options
}: TestShardOptions = {}): Promise<TestShards> {
  const [ports, tcpPorts] = [
    [await freePort(), await freePort()],
    [await freePort(), await freePort()],
  ]
  const shard = (port: number) =>
    `<shard><replica><host>127.0.0.1</host><port>${port}</port>${credentials}</replica></shard>`
  const remoteServers = `<remote_servers><${testCluster}>${tcpPorts.map(shard).join('')}</${testCluster}></remote_servers>`
  const start = (number: 0 | 1) =>
    startClickHouseServer(usersXml, {
      ...options,
      remoteServers,
      port: ports[number] ?? 0,
      tcpPort: tcpPorts[number] ?? 0,
    })
  // At once: a port is free only until somebody else takes it.
  const [first, second] = await Promise.all([start(0), start(1)])
  return {
    urls: [first.url, second.url],
    second,
    async [Symbol.asyncDispose]() {
      await first[Symbol.asyncDispose]()
      await second[Symbol.asyncDispose]()
    },
  }
}
