import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrateCluster } from '../../src/clickhouse/migrate-cluster.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { attrigraph } from '../backup/command.ts'
import { startClickHouseShards, type TestShards, testCluster } from '../testkit/clickhouse-shards.ts'
import { expectData, testGateway } from '../testkit/gateway.ts'
import { serverConfig } from '../testkit/test-database.ts'

/** By user, the grants of both pages, as their reader would paste them. */
const pages = ['docs/clickhouse-user.md', 'docs/cluster.md'].map((file) => readFileSync(file, 'utf8'))
const grantsOf = (user: string, text = pages.join('\n').replace(/-- Erasing\n[\s\S]*?```/, '')) =>
  [...text.matchAll(/^GRANT [\s\S]*?;/gm)]
    .map(([grant]) => grant.replace(/\s+/g, ' '))
    .filter((grant) => grant.endsWith(` TO ${user};`))
    .map((grant) => grant.slice(0, -` TO ${user};`.length))
    .flatMap((grant) =>
      grant.includes(' attrigraph.') ? [grant, grant.replaceAll(' attrigraph.', ' attrigraph_shard.')] : [grant],
    )
const user = (name: string, grants: readonly string[]) => `<${name}><password>${name}-password</password>
  <networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
  <grants>${grants.map((grant) => `<query>${grant}</query>`).join('')}</grants></${name}>`
const withoutClusters = (grants: readonly string[]) => grants.filter((grant) => !grant.includes('system.clusters'))
const usersXml = `<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users>
  <default><password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default>
  ${user('attrigraph', grantsOf('attrigraph'))}
  ${user('attrigraph_admin', grantsOf('attrigraph_admin'))}
  ${user('lacking', withoutClusters(grantsOf('attrigraph_admin')))}
</users></clickhouse>`

let shards: TestShards
const env = (name: string) => ({
  CLICKHOUSE_USER: name,
  CLICKHOUSE_PASSWORD: `${name}-password`,
  CLICKHOUSE_SHARD_URLS: shards.urls.join(),
})
const configOf = (name: string) => serverConfig(shards.urls[0], 'attrigraph', env(name))

beforeAll(async () => {
  const credentials = '<user>attrigraph</user><password>attrigraph-password</password>'
  shards = await startClickHouseShards({ usersXml, credentials })
}, 60_000)
afterAll(() => shards?.[Symbol.asyncDispose]())

test('who lacks a right is told which', async () => {
  const command = { ...env('lacking'), CLICKHOUSE_URL: shards.urls[0], CLICKHOUSE_DATABASE: 'attrigraph' }
  expect(await attrigraph(['migrate', '--cluster', testCluster], command)).toMatch(
    /^The database user lacks a right for this: error 497 \(ACCESS_DENIED\)\. It needs the grant SELECT ON system\.clusters\. .*docs\/cluster\.md/,
  )
}, 60_000)

test('with the rights of the page a cluster is migrated, filled and read', async () => {
  await migrateCluster(configOf('attrigraph_admin'), testCluster)
  const clickhouse = await createClickHouse(configOf('attrigraph'))
  await using gateway = await testGateway({}, undefined, () => Promise.resolve(clickhouse))
  for (const location of ['oslo', 'bergen']) {
    const sent = await gateway.capture(location, [{ event: '$pageview', distinct_id: 'anna', properties: {} }])
    expect(sent.status).toBe(200)
    const asked = await gateway.ask(location, '{ location { users { totalCount } } }')
    expect(expectData(asked)).toEqual({ location: { users: { totalCount: 1 } } })
  }
  const all = await diagnose({ clickhouse, config: configOf('attrigraph') })
  expect(all.find(({ name }) => name === 'writes')).toMatchObject({ findings: [] })
}, 120_000)
