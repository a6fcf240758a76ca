import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { EngineError } from '../clickhouse/embedded.ts'
import { select } from '../clickhouse/select.ts'
import { erasureTables } from './backup.ts'
import { runOperation } from './operation.ts'
import { parseTarget } from './target.ts'

/**
 * Where it is known who was erased: a database of the same engine, or a later backup, which may be one of erasures
 * only.
 */
export type ErasureSource = { database: string } | { backup: string; database: string }

type Table = (typeof erasureTables)[number]
type TableNames = Readonly<Record<Table, string>>

/** Hashes of ids, by location. */
export type HashesByLocation = ReadonlyMap<string, ReadonlySet<string>>

export interface CarriedErasures {
  /** Erased in the source and not yet here, or not to be stored by what holds now. */
  due: HashesByLocation
  /** Whose later events may be stored all the same, by the latest decision. */
  allowed: HashesByLocation
}

/** Takes over who was erased, and who asked for it. Ids are known by their hashes only. */
export async function carryErasures(clickhouse: ClickHouse, source: ErasureSource): Promise<CarriedErasures> {
  return 'backup' in source ? fromBackup(clickhouse, source) : carry(clickhouse, namesIn(`${source.database}.`))
}

/** To be asked before a long work begins. @throws EngineError */
export async function assertSource({ client }: ClickHouse, source: ErasureSource): Promise<void> {
  if ('backup' in source) return
  const [found] = await select<{ n: string }>(
    client,
    'SELECT toString(count()) AS n FROM system.tables WHERE database = {database:String} AND name IN {tables:Array(String)}',
    { database: source.database, tables: erasureTables },
  )
  if (Number(found?.n) !== erasureTables.length)
    throw new EngineError(
      `There is no database ${source.database} to take erasures from, it is not ours, or the user may not read it. Nothing was restored.`,
    )
}

const namesIn = (prefix: string): TableNames => ({
  suppression_keys: `${prefix}suppression_keys`,
  suppressed_ids: `${prefix}suppressed_ids`,
  erasures: `${prefix}erasures`,
})

async function fromBackup(
  clickhouse: ClickHouse,
  { backup, database: source }: { backup: string; database: string },
): Promise<CarriedErasures> {
  const { client, database } = clickhouse
  const names = namesIn('carried_')
  const tables = erasureTables.map((table) => `TABLE ${source}.${table} AS ${database}.${names[table]}`).join(', ')
  try {
    await runOperation(client, `RESTORE ${tables} FROM ${parseTarget(backup).sql}`)
    return await carry(clickhouse, names)
  } finally {
    for (const table of erasureTables) await client.command({ query: `DROP TABLE IF EXISTS ${names[table]} SYNC` })
  }
}

async function carry({ client }: ClickHouse, from: TableNames): Promise<CarriedErasures> {
  const due = new Map<string, Set<string>>()
  const allowed = new Map<string, Set<string>>()
  const add = (to: Map<string, Set<string>>, { location_id, id_hash }: Located) => {
    const hashes = to.get(location_id) ?? new Set()
    to.set(location_id, hashes.add(id_hash))
  }
  const finishedHere = `SELECT erasure_id FROM erasures WHERE state != 'running'`
  // Also those that are under way there: somebody has asked for them.
  const missing = await select<Located>(
    client,
    `SELECT DISTINCT location_id, toString(arrayJoin(id_hashes)) AS id_hash FROM ${from.erasures} WHERE erasure_id NOT IN (${finishedHere})`,
  )
  for (const one of missing) add(due, one)
  const [made, decisions, audit] = [
    'key, made_at',
    'location_id, id_hash, suppressed, decided_at, decided_by',
    'location_id, erasure_id, state, requested_by, requested_at, id_hashes, removed, at',
  ]
  for (const query of [
    `INSERT INTO suppression_keys (${made}) SELECT ${made} FROM ${from.suppression_keys} WHERE key NOT IN (SELECT key FROM suppression_keys)`,
    `INSERT INTO suppressed_ids (${decisions}) SELECT ${decisions} FROM ${from.suppressed_ids}
      WHERE (${decisions}) NOT IN (SELECT ${decisions} FROM suppressed_ids)`,
    // One that is under way there would be taken for an interrupted one here. Its repetition has an audit of its own.
    `INSERT INTO erasures (${audit}) SELECT ${audit} FROM ${from.erasures}
      WHERE erasure_id IN (SELECT erasure_id FROM ${from.erasures} WHERE state != 'running') AND erasure_id NOT IN (${finishedHere})`,
  ])
    await client.command({ query })
  // By what both know: an older source must not take back that somebody was allowed again.
  const inForce = await select<Located & { suppressed: boolean }>(
    client,
    `SELECT location_id, toString(suppressed_ids.id_hash) AS id_hash, max((decided_at, suppressed_ids.suppressed)).2::Bool AS suppressed
    FROM suppressed_ids GROUP BY location_id, suppressed_ids.id_hash`,
  )
  for (const one of inForce) add(one.suppressed ? due : allowed, one)
  return { due, allowed }
}

interface Located {
  location_id: string
  id_hash: string
}
