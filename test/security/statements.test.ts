import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { storesOf } from '../../src/clickhouse/stores.ts'
import { findIdentity, type ReadLinks } from '../../src/identity/find-identity.ts'
import { findJoints, type ReadJoints } from '../../src/identity/find-joints.ts'
import { nothingKnown } from '../../src/sql/expand-views.ts'
import { statementColumns } from '../../src/sql/generated.ts'
import { createNarrower } from '../../src/sql/narrow/narrow.ts'
import { createSql, type StatementName } from '../../src/sql/run.ts'
import type { Statement } from '../../src/sql/statement.ts'
import { readStatementPlans, type StatementPlan } from '../../src/sql/statement-plans.ts'
import { select } from '../testkit/engine.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'
import { isLong } from '../testkit/long.ts'
import { scopeOf } from '../testkit/scope.ts'
import { testEngineMode } from '../testkit/test-database.ts'
import { locationColumns, textsOf } from './stored-rows.ts'
import { canary, fillLocation, foreign, now, own, timeOf } from './two-locations.ts'

let gateway: TestGateway
let ids: readonly string[]
let keyIds: readonly string[]
let idHashes: readonly string[]
/** A claim on the events of both locations. */
const claimId = crypto.randomUUID()
beforeAll(async () => {
  gateway = await testGateway({}, now)
  await fillLocation(gateway, own)
  await fillLocation(gateway, foreign)
  ids = await idsOfBoth()
  keyIds = await valuesOf('write_keys', 'key_id')
  idHashes = await valuesOf('suppressed_ids', 'id_hash')
  await gateway.clickhouse.client.command({
    query: `INSERT INTO event_claims (location_id, uuid, claim_id, withdrawn)
      SELECT location_id, uuid, {claim:UUID}, true FROM event_ids WHERE location_id IN {locations:Array(String)}`,
    query_params: { claim: claimId, locations: [own, foreign] },
  })
}, 240_000)
afterAll(() => gateway[Symbol.asyncDispose]())

const plans = readStatementPlans()
/** On a cluster views lose their parameters where they are joined: there they are always written out. */
const asFiled = ({ statement, text }: StatementPlan) =>
  testEngineMode === 'cluster' ? text(nothingKnown) : statement.text
/** As they are sent when nothing is known beforehand. */
const statements = [...plans.values()].map(({ statement, text }) => ({ ...statement, text: text(nothingKnown) }))
const limits = { timeoutMs: 10_000, maxMemoryBytes: 2e9, maxRowsToRead: 1e9, maxResultRows: 1e5 }

/** Values by parameter that find much; others are found by type. */
const known: Record<string, unknown> = {
  time_zone: 'UTC',
  from: '2026-01-01',
  to: '2026-04-01',
  granularity: 'DAY',
  limit: 1_000,
  direction: 1,
  order_by: 'LAST_SEEN',
  all_locations: false,
  after_id: '',
  search: '',
  start: '',
  end: '',
  max_keys: 100,
  max_markov_keys: 100,
  max_edges: 100,
  max_steps: 5,
  models: ['LINEAR', 'MARKOV'],
  dimension: 'UTM_SOURCE',
  conversion_event: 'purchase',
  value_property: 'revenue',
  currency: '',
  lookback_days: 90,
  half_life_days: 7,
  path_transform: 'EXPOSURE',
  start_event: '',
  return_event: '',
  cohort_by: 'FIRST_EVENT',
  claim_seconds: 4_000_000_000,
  claims_since: '1970-01-01 00:00:00',
  periods: 5,
  at: '2026-04-01 12:00:00',
  needles: ['rejected'],
  timestamps: Array.from({ length: 60 }, (_, number) =>
    timeOf(number).toISOString().replace('T', ' ').replace('Z', ''),
  ),
  keys: ['plan'],
  values: ['"plan"'],
}

/** Conditions on events are parallel lists. */
const conditions: Record<string, unknown> = {
  events: ['$pageview', 'purchase'],
  pathnames: ['', ''],
  funnel_ids: ['', ''],
  step_ids: ['', ''],
  min_counts: [1, 0],
  max_counts: [1_000, 1_000],
  first_days: ['1970-01-01', '1970-01-01'],
  last_days: ['2105-12-31', '2105-12-31'],
  negated: [false, false],
  window_ms: '8000000000',
}

/** And those on people, of statements that have both. */
const segment: Record<string, unknown> = {
  // What is known of people has another value in each location.
  property_keys: ['known of nobody'],
  property_values: ['null'],
  fits_without_properties: true,
  behavior_events: ['$pageview', 'purchase'],
  behavior_pathnames: ['', ''],
  behavior_first_days: ['1970-01-01', '1970-01-01'],
  behavior_last_days: ['2105-12-31', '2105-12-31'],
  behavior_time_zone: 'UTC',
  behavior_min_counts: [1, 0],
  behavior_max_counts: [1_000, 1_000],
  behavior_negated: [false, false],
  fits_without_behavior: false,
}

function anyValue(name: string, type: string, params: ReadonlyMap<string, string>): unknown {
  if (params.has('events') && name in conditions) return conditions[name]
  if (params.has('behavior_events') && name in segment) return segment[name]
  if (name in known) return known[name]
  if (name === 'key_ids') return keyIds
  if (name === 'id_hashes') return idHashes
  if (/(^|_)ids$/.test(name) && type === 'Array(String)' && !/^(funnel|page|affiliate|step)/.test(name)) return ids
  if (name === 'fingerprints') return ids
  if (name === 'uuids') return uuids
  if (name === 'claim_id') return claimId
  if (type.startsWith('Nullable')) return null
  if (type.startsWith('Array')) return []
  if (/^Date/.test(type)) return '2026-01-01'
  if (type === 'Bool') return false
  return type === 'String' ? '' : 1
}

async function valuesOf(table: string, column: string): Promise<string[]> {
  const rows = await select<{ value: string }>(
    gateway.clickhouse,
    `SELECT DISTINCT toString(${column}) AS value FROM ${table} WHERE location_id IN {locations:Array(String)}`,
    { locations: [own, foreign] },
  )
  expect(rows.length).toBeGreaterThan(1)
  return rows.map(({ value }) => value)
}

/** Every id of both locations, so that a statement that forgets the location finds those of the other one. */
async function idsOfBoth(): Promise<string[]> {
  const texts = await textsOf(gateway.clickhouse, foreign, canary)
  const places = ['distinct_id', 'session_id', 'user_id', 'anonymous_id', 'fingerprint']
  const marked = places.flatMap((column) =>
    [...texts].flatMap(([place, values]) => (place.endsWith(`.${column}`) ? values : [])),
  )
  const plain = marked.map((text) => text.replaceAll(`${canary}-`, ''))
  return [...new Set([own, foreign, ...marked, ...plain, 'shared-visitor', 'shared-session', 'shared-fingerprint'])]
}

const readLinks: ReadLinks = (location_ids, distinct_ids, limit) =>
  select(gateway.clickhouse, plans.get('identity-links')?.statement.text ?? '', { location_ids, distinct_ids, limit })

const readJoints: ReadJoints = (location_ids, limit) =>
  select(gateway.clickhouse, plans.get('identity-joints')?.statement.text ?? '', { location_ids, limit })

/** The sessions of people, as their rows have them. */
async function sessionKeysOf(location_ids: readonly string[], ids: readonly string[]) {
  const rows = await select<{ session_keys: string[] }>(
    gateway.clickhouse,
    plans.get('users-by-id')?.text(nothingKnown) ?? '',
    { location_ids, ids },
  )
  const session_keys = [...new Set(rows.flatMap((row) => row.session_keys))]
  expect(session_keys.length).toBeGreaterThan(2)
  return { session_keys }
}

function valuesFor({ params }: Statement): Record<string, unknown> {
  const others = [...params].filter(([param]) => param !== 'location_ids')
  return Object.fromEntries(others.map(([param, type]) => [param, anyValue(param, type, params)]))
}

/**
 * On a cluster without the sides that are not chosen: a server ends when it plans both ways of a report over all
 * shards.
 */
const asSent = (text: string, values: Record<string, unknown>) =>
  testEngineMode === 'cluster' ? createNarrower()('as sent', () => text, values) : text

async function run(
  statement: Statement,
  locationIds: readonly string[] | undefined,
  bound: object = {},
): Promise<Record<string, unknown>[]> {
  const values = {
    ...valuesFor(statement),
    ...(locationIds === undefined ? {} : { location_ids: locationIds }),
    ...bound,
  }
  return select(gateway.clickhouse, asSent(statement.text, values), values)
}

const bothLocations: readonly string[] = [own, foreign]
const answers = new Map<string, Promise<Record<string, unknown>[]>>()

/** What a statement answers about both locations, asked once. */
function rowsOfBoth(statement: Statement): Promise<Record<string, unknown>[]> {
  const answer = answers.get(statement.text) ?? run(statement, bothLocations)
  answers.set(statement.text, answer)
  return answer
}

/** What answers about all asked locations together, in rows that name none. */
const together: Record<string, string> = {
  'api-usage': 'requests by operation; a request may cover several locations',
  'pipe-user-attribution': 'asked for one location, whose row it is',
}

/**
 * `suppressed-locations` ends with a row about the deployment: how many keys ids are hashed with. It is there for
 * nobody too.
 */
const isOfDeployment = (row: Record<string, unknown>) =>
  row.location_id === '' && Object.keys(row).join() === 'location_id,key_count'

async function found(statement: Statement, locationIds: readonly string[]): Promise<Record<string, unknown>[]> {
  const rows = locationIds === bothLocations ? await rowsOfBoth(statement) : await run(statement, locationIds)
  return statement.name === 'suppressed-locations' ? rows.filter((row) => !isOfDeployment(row)) : rows
}

describe.each(statements.map((statement) => [statement.name, statement] as const))('%s.sql', (_, statement) => {
  test('takes the locations, and the engine refuses it without them', async () => {
    expect(statement.params.get('location_ids')).toBe('Array(String)')
    await expect(run(statement, undefined)).rejects.toThrow(/location_ids/)
  })

  test('gives nothing for no location, and nothing of one location to another', async () => {
    const [none = [], rows = [], both = []] = await Promise.all(
      [[], [own, 'nowhere'], bothLocations].map((locationIds) => found(statement, locationIds)),
    )
    expect(none).toEqual([])
    if (statement.name in together) {
      const alone = await found(statement, [own])
      expect(alone).not.toEqual([])
      expect(rows).toEqual(alone)
      expect(JSON.stringify(rows)).not.toContain(canary)
      expect(JSON.stringify(both)).toContain(canary)
      return
    }
    expect(rows.map((row) => row.location_id)).toContain(own)
    // What counts empty buckets gives rows for any location, of the asked ones alone.
    expect(rows.filter((row) => row.location_id !== own && row.location_id !== 'nowhere')).toEqual([])
    expect(JSON.stringify(rows)).not.toContain(canary)
    expect(JSON.stringify(both)).toContain(foreign)
    // Nor does it answer otherwise about one location for being asked about the other too.
    expect(ofOwn(both)).toEqual(ofOwn(rows))
  })

  test('answers the same with its views written out, and for people whose identity is known', async () => {
    const plan = plans.get(statement.name)
    if (plan === undefined) throw new Error('A statement without a plan')
    // Not every statement has an order.
    const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort()
    const rowsOf = async (text: string, bound: object) =>
      sorted(await run({ ...statement, text }, bothLocations, bound))
    const expected = await rowsOf(asFiled(plan), {})
    expect(sorted(await rowsOfBoth(statement))).toEqual(expected)
    if (plan.asksForJoints) {
      const joints = await findJoints(readJoints, [own, foreign])
      if (joints === undefined) throw new Error('So few joints must be found')
      expect(joints.joint_ids.length).toBeGreaterThan(0)
      expect(await rowsOf(plan.text({ ...nothingKnown, joints: 'bound' }), joints)).toEqual(expected)
    }
    if (plan.people === undefined) return
    const asked = anyValue(plan.people, 'Array(String)', statement.params)
    const people = Array.isArray(asked) ? asked.map(String) : []
    const bound = await findIdentity(readLinks, [own, foreign], people)
    if (bound === undefined) throw new Error('So few people must be found')
    expect(bound.identity_ids.length).toBeGreaterThan(2)
    expect(await rowsOf(plan.text({ ...nothingKnown, identity: true }), bound)).toEqual(expected)
    if (!plan.asksForSessionKeys) return
    const keys = await sessionKeysOf([own, foreign], people)
    const text = plan.text({ ...nothingKnown, identity: true, sessionKeys: true })
    expect(await rowsOf(text, { ...bound, ...keys })).toEqual(expected)
    // They are what is read.
    expect(await rowsOf(text, { ...bound, session_keys: [] })).not.toEqual(expected)
  })

  test('answers the same about one location in the form that does not compare locations', async () => {
    const plan = plans.get(statement.name)
    if (plan === undefined) throw new Error('A statement without a plan')
    const asSent = plan.text({ ...nothingKnown, oneLocation: true })
    const rowsOf = async (text: string, bound = {}) =>
      (await run({ ...statement, text }, [own], bound)).map((row) => JSON.stringify(row)).sort()
    const expected = await rowsOf(asFiled(plan))
    if (asSent !== plan.text(nothingKnown)) expect(await rowsOf(asSent)).toEqual(expected)
    if (plan.people === undefined) return
    const asked = anyValue(plan.people, 'Array(String)', statement.params)
    const bound = await findIdentity(readLinks, [own], Array.isArray(asked) ? asked.map(String) : [])
    if (bound === undefined) throw new Error('So few people must be found')
    const known = await rowsOf(plan.text({ ...nothingKnown, oneLocation: true, identity: true }), bound)
    expect(known).toEqual(expected)
    expect(known.join()).not.toContain(canary)
    if (!plan.asksForSessionKeys) return
    // Keys of another location find nothing.
    const keys = await sessionKeysOf([own, foreign], Array.isArray(asked) ? asked.map(String) : [])
    const text = plan.text({ ...nothingKnown, oneLocation: true, identity: true, sessionKeys: true })
    expect(await rowsOf(text, { ...bound, ...keys })).toEqual(expected)
  })

  test('answers the same in fewer words, whichever columns are read, and still takes the locations', async () => {
    const narrowed = createNarrower()
    const values = valuesFor(statement)
    const columns: readonly string[] = statementColumns[statement.name as StatementName]
    // Which rows of several with the same key come first is nobody's business.
    const sorted = (rows: readonly Record<string, unknown>[]) => rows.map((row) => JSON.stringify(row)).sort()
    const rows = await rowsOfBoth(statement)
    const half = columns.filter((_, place) => place % 2 === 0)
    for (const read of isLong ? [columns, half, ...columns.map((column) => [column])] : [half]) {
      const text = narrowed(read.join(), () => `SELECT ${read.join(', ')} FROM (\n${statement.text}\n)`, values)
      const expected = rows.map((row) => Object.fromEntries(read.map((column) => [column, row[column]])))
      expect(sorted(await run({ ...statement, text }, [own, foreign]))).toEqual(sorted(expected))
      await expect(run({ ...statement, text }, undefined)).rejects.toThrow(/location_ids/)
    }
  }, 120_000)

  test('is refused for a location outside the scope, before any query', async () => {
    const made = await gateway.countQueries(async () => {
      const sql = createSql(gateway.clickhouse, limits)({ scope: scopeOf(own) })
      // The parameters do not matter: it does not come to that.
      const rows = sql.rows as unknown as (name: StatementName, params: object, columns: string[]) => Promise<unknown>
      for (const location_ids of [[foreign], [own, foreign], ['*'], [''], [`${own}\0`]])
        await expect(rows(statement.name as StatementName, { location_ids }, ['location_id'])).rejects.toMatchObject({
          code: 'FORBIDDEN',
        })
      expect(await rows(statement.name as StatementName, { location_ids: [] }, ['location_id'])).toEqual([])
      expect(sql.queryCount).toBe(0)
    })
    expect(made).toBe(0)
  })
})

/** Not every statement has an order. */
const ofOwn = (rows: readonly Record<string, unknown>[]) =>
  rows
    .filter((row) => row.location_id === own)
    .map((row) => JSON.stringify(row))
    .sort()

const uuids = Array.from({ length: 60 }, (_, number) => `018a981f-4b35-7c66-825e-${String(number).padStart(12, '0')}`)

describe('the schema in the engine', () => {
  /** Tables without data of locations, and why. */
  const shared: Record<string, string> = {
    suppression_keys: 'what ids are hashed with before they are kept; each hash holds its location',
    schema_migrations: 'names and checksums of DDL files',
  }

  test('every table has location_id first in its key, or holds no data of locations', async () => {
    const [store = gateway.clickhouse] = storesOf(gateway.clickhouse, 'A test')
    const tables = await select<{ name: string; sorting_key: string; partition_key: string }>(
      store,
      `SELECT name, sorting_key, partition_key FROM system.tables
      WHERE database = currentDatabase() AND engine LIKE '%MergeTree%'`,
    )
    expect(tables.length).toBeGreaterThan(10)
    const wrong = tables.filter(({ name, sorting_key }) => !/^location_id\b/.test(sorting_key) && !(name in shared))
    expect(wrong.map(({ name, sorting_key }) => `${name} is sorted by (${sorting_key})`)).toEqual([])
    expect(tables.filter(({ partition_key }) => partition_key.includes('location_id'))).toEqual([])
    expect(Object.keys(shared).filter((name) => tables.every((table) => table.name !== name))).toEqual([])
  })

  test('every view cannot be read without locations, nor with another parameter alone', async () => {
    const views = await select<{ name: string; text: string }>(
      gateway.clickhouse,
      `SELECT name, create_table_query AS text FROM system.tables WHERE database = currentDatabase() AND engine = 'View'`,
    )
    expect(views.length).toBeGreaterThan(10)
    const open: string[] = []
    for (const { name, text } of views) {
      // On a cluster a table without data of locations is a view of that of the server that is asked.
      if (name in shared) continue
      const params = new Map([...text.matchAll(/\{(\w+):([^}]+)\}/g)].map(([, param = '', type = '']) => [param, type]))
      const others = [...params]
        .filter(([param]) => param !== 'location_ids')
        .map(([param, type]) => {
          const value = anyValue(param, type, params)
          return `${param} = ${Array.isArray(value) ? '[]' : typeof value === 'string' ? `'${value}'` : String(value)}`
        })
      for (const query of [
        `SELECT * FROM ${name}`,
        `SELECT count() FROM ${name}`,
        `SELECT * FROM ${name}(${others.join(', ')})`,
      ]) {
        const answer = await select(gateway.clickhouse, query).then(
          () => 'was answered',
          (error: unknown) => String(error),
        )
        // It must be the location that is missing, nothing else.
        if (
          !/location_ids|parameteri[sz]ed view|UNKNOWN_QUERY_PARAMETER|substitution|Empty list of columns/i.test(
            answer,
          ) ||
          answer === 'was answered'
        )
          open.push(`${query}: ${answer.slice(0, 200)}`)
      }
    }
    expect(open).toEqual([])
  })

  test('every materialized view keeps the location, and joins nothing', async () => {
    const views = await select<{ name: string; text: string }>(
      gateway.clickhouse,
      `SELECT name, as_select AS text FROM system.tables WHERE database = currentDatabase() AND engine = 'MaterializedView'`,
    )
    expect(
      views.filter(({ text }) => !/^(WITH [\s\S]*?)?SELECT\s+location_id,/.test(text)).map(({ name }) => name),
    ).toEqual([])
    expect(
      views.filter(({ text }) => /\bJOIN\b/.test(text.replace(/ARRAY JOIN/g, ''))).map(({ name }) => name),
    ).toEqual([])
  })

  /** Columns whose texts are words of the gateway or of SDKs, or that nobody fills yet. */
  const closedWords = [
    /\.reason$/,
    /^events\.channel(_group)?$/,
    // A channel and its group.
    /^sessions_mv\.entry$/,
    /_quarantine\.detail$/,
    /\.source$/,
    /\.parameter$/,
    /\.currency$/,
    /\.operation$/,
    /^errors_quarantine\./,
    /^ad_costs_quarantine\.detail$/,
    /^identity_mappings_quarantine\.source$/,
    /^api_requests\.(location_ids|door|operation_hash|error_code)$/,
    /^ingest_stats\.outcome$/,
    /^erasures\.removed$/,
    /^privacy_settings\.(changed|ip_anonymization|consent)$/,
    // Made by chance and its hash, which nobody is told.
    /^write_keys\.(key_id|key_hash|prefix)$/,
    // Only while an erasure runs.
    /^erasure_(keys|subjects)\./,
  ]

  test('the foreign location holds its canary in every text that there is, so that a leak shows', async () => {
    const texts = await textsOf(gateway.clickhouse, foreign, canary)
    const bare = [...texts].flatMap(([place, values]) =>
      values.length > 0 || closedWords.some((pattern) => pattern.test(place)) ? [] : [place],
    )
    expect(bare, 'no canary there: extend fillLocation in two-locations.ts').toEqual([])
    const tables = new Set((await locationColumns(gateway.clickhouse)).map(({ table }) => table))
    expect(tables.size).toBeGreaterThan(12)
  })
})

describe('SQL outside src/sql', () => {
  /** Files that read tables of locations without binding them, and why they may. */
  const allowed: Record<string, string> = {
    'src/backup/carry-erasures.ts': 'the command `restore` of an operator: hashes of erased ids, with their locations',
    'src/backup/copy.ts': 'the command `copy` of an operator counts the rows of all locations',
    'src/backup/restore.ts': 'the command `restore` of an operator counts in all locations',
    'src/doctor/clocks.ts': 'the command `doctor` of an operator counts in all locations',
    'src/doctor/derived-data.ts': 'the command `doctor` of an operator counts in all locations',
    'src/doctor/erasures.ts': 'the command `doctor` of an operator counts in all locations',
    'src/doctor/identity.ts': 'the command `doctor` of an operator counts in all locations',
    'src/doctor/ingest.ts': 'the command `doctor` of an operator counts in all locations',
    'src/doctor/quarantine.ts': 'the command `doctor` of an operator counts in all locations',
    'src/import/stored-check.ts': 'bound to the location of an import, as {location_id:String}',
    'src/privacy/drain-writers.ts': 'bound to the location of an erasure, as {location:String}',
    'src/privacy/erasure-log.ts':
      'the same; what an interruption left is found in all locations, and gone on with in each alone',
    'src/privacy/erasure-rows.ts': 'bound to the location of an erasure',
    'src/privacy/retention.ts': 'deletes by the settings of each location; each deletion is bound to its location',
    'src/privacy/shared-rows.ts': 'bound to the location of an erasure; in filters it is written in hexadecimal',
    'src/privacy/subjects.ts': 'members(), bound to the location of an erasure',
    'src/rebuild/backfill.ts': 'the command `rebuild` and an upgrade derive the rows of all locations',
    'src/rebuild/rebuild.ts': 'the command `rebuild` derives the tables of all locations again',
    'src/rebuild/shadows.ts': 'the same',
    'src/sql/generate.ts': 'development: describes statements',
  }

  test('no source file reads a table of locations with a text of its own', async () => {
    const tables = [...new Set((await locationColumns(gateway.clickhouse)).map(({ table }) => table))]
    const views = await select<{ name: string }>(
      gateway.clickhouse,
      `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine IN ('View', 'MaterializedView')`,
    )
    const names = [...tables, ...views.map(({ name }) => name)].join('|')
    const reading = new RegExp(`\\b(FROM|JOIN|UPDATE|TABLE)\\s+(\`|"|\\$\\{)?(${names})\\b`)
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `src/${file}`)
    const found = files.filter((file) => {
      const text = readFileSync(file, 'utf8')
      return text
        .split(/(?<!\\)`/)
        .some((part, index) => index % 2 === 1 && reading.test(part) && !part.includes('{location_ids:Array(String)}'))
    })
    expect(found.filter((file) => !(file in allowed))).toEqual([])
  })

  test('only these files send a query without the gate of src/sql/run.ts', () => {
    /** Who calls the client itself, and how its reads are kept within a location. */
    const callers: Record<string, string> = {
      'src/sql/run.ts': 'the gate itself',
      'src/auth/stored-write-keys.ts': 'write-keys-by-id.sql: the location of a presented key is what is asked for',
      'src/backup/carry-erasures.ts': 'the command `restore` of an operator, see above',
      'src/backup/copy.ts': 'the command `copy` of an operator, see above',
      'src/backup/backup.ts': 'the command `backup` of an operator, all locations: system tables',
      'src/backup/restore.ts': 'the command `restore` of an operator, see above',
      'src/backup/reload-tables.ts': 'DETACH and ATTACH of restored tables',
      'src/cli/export-user.ts': 'the command `export-user` of an operator: statements, each bound to one location',
      'src/backup/operation.ts':
        'the commands `backup` and `restore` of an operator, all locations: system tables, counts, the record of migrations',
      'src/clickhouse/select.ts': 'sends what the files ask that import it, below',
      'src/sql/ask-statement.ts':
        'statements bound to the locations of a delivery, a write key, or all for retention: known-events, stored-events, suppressed-locations, erased-ids, latest-ad-cost-version, privacy-settings',
      'src/doctor/check.ts': 'the command `doctor` of an operator, all locations, and the start; it reads',
      'src/import/stored-check.ts': 'the command `import` of an operator, see above',
      'src/privacy/id-hashes.ts': 'the keys of hashes, no data of locations',
      'src/privacy/drain-writers.ts': 'see above',
      'src/privacy/erasure-log.ts': 'see above',
      'src/privacy/pages-by-uuid.ts': 'bound to the location of an erasure, as {location:String}',
      'src/privacy/person-tables.ts': 'system tables',
      'src/privacy/possible-ids.ts': 'bound to the location of an erasure, as {location:String}',
      'src/privacy/retention.ts': 'see above',
      'src/privacy/subjects.ts': 'see above',
      'src/privacy/shared-rows.ts': 'INSERT of row hashes of one erasure, see above',
      'src/rebuild/delete-rows.ts': 'DELETE: its callers bind the location of an erasure, a retention or a rebuild',
      'src/tinybird/data-sources.ts': 'system tables, about landing tables that are named in the code',
      'src/sql/generate.ts': 'development: describes statements',
      'src/clickhouse/client.ts': 'the start: database and connection settings',
      'src/clickhouse/assure-database.ts': 'the start: the database',
      'src/clickhouse/grants.ts': 'CHECK GRANT, no rows of anybody',
      'src/clickhouse/refused-settings.ts': 'SELECT 1',
      'src/clickhouse/server.ts': 'the start: settings of the server',
      'src/clickhouse/shards.ts': 'the start: system tables',
      'src/clickhouse/migrate.ts': 'DDL, and its record',
      'src/clickhouse/migrate-cluster.ts': 'system tables',
      'src/clickhouse/write-clock.ts': 'passes on what others send',
      'src/ingest/insert-rows.ts': 'INSERT of rows that carry the location of a write key or a checked command',
      'src/rebuild/backfill.ts': 'the command `rebuild` and an upgrade, all locations',
      'src/rebuild/derive-old-rows.ts': 'system tables',
      'src/rebuild/derived-tables.ts': 'system tables',
      'src/rebuild/in-flight.ts': 'system tables',
      'src/rebuild/rebuild-store.ts': 'the command `rebuild`: system tables, and rows of all locations',
      'src/rebuild/lock.ts': 'the lock of the command `rebuild`',
      'src/rebuild/shadows.ts': 'the same',
    }
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
    const calling = files
      .map((file) => `src/${file}`)
      .filter((file) =>
        /\b(client|setup|db)\s*\.\s*(query|exec|command|insert)\(|\/select\.ts'/.test(readFileSync(file, 'utf8')),
      )
    expect(
      calling.filter((file) => !(file in callers)),
      'say here how its reads are kept within a location',
    ).toEqual([])
    expect(Object.keys(callers).filter((file) => !calling.includes(file))).toEqual([])
  })
})
