import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'

type Client = ClickHouse['client']
type Query = Parameters<Client['query']>[0]

const database = 'recomputed'

interface MaterializedView {
  target: string
  select: string
}

/**
 * The same database without what its materialized views keep up to date: whoever reads a derived table through it gets
 * the rows that the views' own statements make of the landing tables, at that moment. What takes longer so is what the
 * views buy. Derived tables are themselves left alone.
 */
export async function withoutViews(clickhouse: ClickHouse): Promise<ClickHouse & AsyncDisposable> {
  const { client } = clickhouse
  const views = await rows<MaterializedView>(
    client,
    `SELECT extract(create_table_query, ' TO [^. ]+\\.([^ ]+)') AS target, as_select AS select
     FROM system.tables WHERE database = currentDatabase() AND engine = 'MaterializedView'`,
  )
  const targets = [...new Set(views.map(({ target }) => target))]
  const drop = () => client.command({ query: `DROP DATABASE IF EXISTS ${database}` })
  await drop()
  await client.command({ query: `CREATE DATABASE ${database} ENGINE = Atomic` })
  for (const target of targets) {
    const selects = views
      .filter((view) => view.target === target)
      .map(({ select }) => withAllColumns(client, target, select))
    await client.command({
      query: `CREATE VIEW ${database}.${target} AS ${(await Promise.all(selects)).join(' UNION ALL ')}`,
    })
  }

  const reading = new RegExp(`\\b(FROM|JOIN)(\\s+)(${targets.join('|')})\\b(\\s+FINAL\\b)?`, 'g')
  const recompute = (query: Query) =>
    client.query({ ...query, query: query.query.replace(reading, `$1$2${database}.$3`) })
  const recomputing = new Proxy(client, {
    get: (target, name) => {
      if (name === 'query') return recompute
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { ...clickhouse, client: recomputing, [Symbol.asyncDispose]: async () => void (await drop()) }
}

/** A column that the view does not fill has its type's default, as in an insert. */
async function withAllColumns(client: Client, table: string, select: string): Promise<string> {
  const columns = await rows<{ name: string; type: string }>(
    client,
    `SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String} ORDER BY position`,
    { table },
  )
  const filled = new Set((await rows<{ name: string }>(client, `DESCRIBE (${select})`)).map(({ name }) => name))
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const list = columns.map(({ name, type }) =>
    filled.has(name) ? name : `defaultValueOfTypeName(${quoted(type)}) AS ${name}`,
  )
  return `SELECT ${list.join(', ')} FROM (${select})`
}

async function rows<Row>(client: Client, query: string, query_params: Record<string, unknown> = {}): Promise<Row[]> {
  return (await client.query({ query, query_params, format: 'JSONEachRow' })).json<Row>()
}
