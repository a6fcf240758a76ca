import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startClickHouseServer } from './clickhouse-server.ts'

/** The name of the cluster in the shards' `remote_servers`. */
export const testCluster = 'two'

export interface TestShards extends AsyncDisposable {
  /** Of each shard, over HTTP. */
  urls: readonly [string, string]
}

/** Two ClickHouse servers that know each other as the shards of one cluster. */
export async function startClickHouseShards(): Promise<TestShards> {
  const directory = mkdtempSync(join(tmpdir(), 'attrigraph-shards-'))
  const ports = [await freePort(), await freePort()] as const
  const configFile = join(directory, 'config.xml')
  const shard = (port: number) =>
    `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`
  writeFileSync(
    configFile,
    `<clickhouse><remote_servers><${testCluster}>${ports.map(shard).join('')}</${testCluster}></remote_servers></clickhouse>`,
  )
  const start = (number: 0 | 1) =>
    startClickHouseServer(undefined, { directory: join(directory, `shard-${number}`), configFile, tcpPort: ports[number] })
  const [first, second] = await Promise.all([start(0), start(1)])
  return {
    urls: [first.url, second.url],
    async [Symbol.asyncDispose]() {
      await Promise.all([first.kill(), second.kill()])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
