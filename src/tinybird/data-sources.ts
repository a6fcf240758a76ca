import { Hono } from 'hono'
import type { TokenVerifier } from '../auth/verify-token.ts'
import { hashWriteKey } from '../auth/write-key.ts'
import type { WriteKeys } from '../auth/write-keys.ts'
import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { shardDatabase } from '../clickhouse/stores.ts'
import { credentialKey } from '../limits/credential-key.ts'
import type { RequestGate } from '../limits/request-gate.ts'
import type { Logger } from '../log.ts'
import { toGatewayError } from '../sql/database-error.ts'
import { credentialOf } from './credential-of.ts'
import { type Answer, createDoor } from './door.ts'
import { dataSourceNames } from './events-api.ts'
import { TinybirdFailure } from './failure.ts'

export interface DataSourcesDeps {
  clickhouse: ClickHouse
  verifyToken: TokenVerifier
  writeKeys: WriteKeys
  gate: RequestGate
  log: Logger
  now?: () => number
}

interface DataSource {
  name: string
  columns: { name: string; type: string }[]
  engine: { engine: string; engine_sorting_key: string; engine_partition_key: string }
}

const listed: readonly string[] = dataSourceNames.flatMap((name) => [name, `${name}_quarantine`])

/** The engine's own word about these tables; no data of anybody. */
const describeTables = `
SELECT
    tables.name AS name,
    any(tables.engine) AS engine,
    any(tables.sorting_key) AS sorting_key,
    any(tables.partition_key) AS partition_key,
    arraySort(column -> column.1, groupArray((columns.position, columns.name, columns.type))) AS columns
FROM system.tables AS tables
INNER JOIN system.columns AS columns ON columns.database = tables.database AND columns.table = tables.name
WHERE tables.database = {database:String} AND tables.name IN {names:Array(String)}
GROUP BY name
ORDER BY indexOf({names:Array(String)}, name)`

/** Only a migration changes it; a key that stands in a public page must not make a query each time. */
const maxAgeMs = 60_000

interface TableRow {
  name: string
  engine: string
  sorting_key: string
  partition_key: string
  columns: [string, string, string][]
}

/**
 * `GET /v0/datasources` and `/v0/datasources/<name>`: the tables that clients write to, as the engine describes them,
 * for whoever holds a read token or a write key. What changes tables, and free SQL, is answered 403.
 */
export function createDataSources({
  clickhouse,
  verifyToken,
  writeKeys,
  gate,
  log,
  now = Date.now,
}: DataSourcesDeps): Hono {
  let known: { sources: Promise<readonly DataSource[]>; until: number } | undefined

  /** Names the credential for limits, without telling it. */
  async function readerOf(request: Request): Promise<string> {
    const credential = credentialOf(request)
    if (credential === '')
      throw new TinybirdFailure(403, 'A read token or a write key is required: bearer, or ?token=.')
    if ((await writeKeys.locationOf(credential)) !== undefined) return `write key ${hashWriteKey(credential)}`
    const principal = await verifyToken(credential)
    if (!principal.scopes.has('read')) throw new TinybirdFailure(403, 'The token has not the scope read.')
    return credentialKey(principal)
  }

  async function read(): Promise<readonly DataSource[]> {
    const { client, cluster, database } = clickhouse
    const query_params = { names: listed, database: cluster === undefined ? database : shardDatabase(database) }
    const result = await client.query({ query: describeTables, query_params, format: 'JSONEachRow' })
    return (await result.json<TableRow>()).map(({ name, engine, sorting_key, partition_key, columns }) => ({
      name,
      columns: columns.map(([, column, type]) => ({ name: column, type })),
      engine: { engine, engine_sorting_key: sorting_key, engine_partition_key: partition_key },
    }))
  }

  /** Who asks while the engine is being asked gets the same answer; after a failure it is asked again. */
  function sourcesOf(): Promise<readonly DataSource[]> {
    if (known !== undefined && now() < known.until) return known.sources
    const sources = read().catch((error: unknown) => {
      known = undefined
      throw toGatewayError(error)
    })
    known = { sources, until: now() + maxAgeMs }
    return sources
  }

  async function counted(request: Request, answerTo: (sources: readonly DataSource[]) => object): Promise<Response> {
    const { leave, headers } = gate.enter(await readerOf(request))
    try {
      return Response.json(answerTo(await sourcesOf()), { headers })
    } finally {
      leave()
    }
  }

  const list: Answer = ({ req }) => counted(req.raw, (datasources) => ({ datasources }))

  const describe: Answer = ({ req }) =>
    counted(req.raw, (sources) => {
      const source = sources.find(({ name }) => name === req.param('name'))
      if (source === undefined) throw new TinybirdFailure(404, 'There is no data source of this name.')
      const { engine_sorting_key: sorting_key, engine_partition_key: partition_key } = source.engine
      return {
        ...source,
        schema: { columns: source.columns },
        engine: { ...source.engine, sorting_key, partition_key },
      }
    })

  const notOffered: Answer = () => {
    throw new TinybirdFailure(403, 'This is not offered to tenants. Pipes answer questions: GET /v0/pipes.')
  }
  const changes = { POST: notOffered, PUT: notOffered, PATCH: notOffered, DELETE: notOffered }

  const door = createDoor({ log, unexpected: 500 })
  return new Hono({ strict: false })
    .all('/v0/datasources', door({ GET: list, ...changes }))
    .all('/v0/datasources/:name', door({ GET: describe, ...changes }))
    .all('/v0/datasources/*', door({ GET: notOffered, ...changes }))
    .all('/v0/sql', door({ GET: notOffered, ...changes }))
}
