import DataLoader from 'dataloader'
import type { Person } from '../identity/find-identity.ts'
import type { Column, Params, Row, Sql, StatementName } from '../sql/run.ts'
import { groupBy } from './group-by.ts'

/** Distinct ids have up to 200 characters, so that these are 1 MB. */
const mostIds = 5_000

/** Names one parameter that takes many ids, and the column by which rows find their way back to the asker. */
interface By<N extends StatementName> {
  param: keyof Params<N> & string
  column: Column<N>
  id: string
  /** All distinct ids of the person that `id` is, where they are known already: they need not be looked for. */
  distinctIds?: readonly string[] | undefined
  /** The keys of all their sessions, likewise. */
  sessionKeys?: readonly string[] | undefined
}

type Bound<N extends StatementName> = Omit<Params<N>, 'location_ids'>

interface RowRequest<N extends StatementName, C extends Column<N>> {
  name: N
  locationId: string
  params: Partial<Bound<N>>
  columns: readonly C[]
  /** Absent: the rows of the location itself. */
  by?: By<N>
}

/** Rows of a statement for one location, or for one id within it; asked one by one, read together. */
export interface RowLoader {
  rows<N extends StatementName, C extends Column<N>>(request: RowRequest<N, C>): Promise<Pick<Row<N>, C>[]>
  count<N extends StatementName>(request: Omit<RowRequest<N, never>, 'columns'>): Promise<number>
  /** Forgets what was read: something was changed. */
  reset(): void
}

interface AnyRequest {
  name: StatementName
  locationId: string
  params: Record<string, unknown>
  columns: readonly string[]
  by?: { param: string; column: string } & Pick<By<StatementName>, 'id' | 'distinctIds' | 'sessionKeys'>
}
type AnyRow = Record<string, unknown>

/** Runs a statement whose parts are only known to fit each other where the request was typed. */
type Run = (
  name: StatementName,
  params: AnyRow,
  columns: readonly string[],
  people: readonly Person[] | undefined,
) => Promise<AnyRow[]>

/**
 * The loaders of one request. Requests of the same statement with the same arguments become one query, however many
 * parents ask and whichever columns each needs: the query reads the union of the columns, for all ids and locations.
 * @param options.maxIds So many different ids one query takes; several fields of one parent ask for the same id.
 */
export function createRowLoader(sql: Sql, { maxIds = mostIds } = {}): RowLoader {
  // RowRequest ties params and columns to the statement's name; inside, requests of many statements share one batch.
  const readRows = sql.rows as unknown as Run
  const countRows = sql.count as unknown as Run

  const rowLoader = new DataLoader((requests: readonly AnyRequest[]) => inGroups(requests, maxIds, read), {
    cacheKeyFn: sameRequest,
  })
  const countLoader = new DataLoader((requests: readonly AnyRequest[]) => inGroups(requests, maxIds, count), {
    cacheKeyFn: sameRequest,
  })

  async function read(group: readonly AnyRequest[]): Promise<AnyRow[][]> {
    const { name, params, keys, people } = sharedOf(group)
    const columns = [...new Set([...keys, ...group.flatMap((request) => request.columns)])]
    const byKey = groupBy(await readRows(name, params, columns, people), (row) =>
      keyOf(keys.map((column) => row[column])),
    )
    return group.map((request) => byKey.get(keyOf(requestKey(request))) ?? [])
  }

  async function count(group: readonly AnyRequest[]): Promise<number[]> {
    const { name, params, keys, people } = sharedOf(group)
    const rows = await countRows(name, params, keys, people)
    const totals = new Map(rows.map((row) => [keyOf(keys.map((column) => row[column])), Number(row.total)]))
    return group.map((request) => totals.get(keyOf(requestKey(request))) ?? 0)
  }

  return {
    rows: <N extends StatementName, C extends Column<N>>(request: RowRequest<N, C>) =>
      // The batch above returns rows of this very statement with at least these columns.
      rowLoader.load(request) as unknown as Promise<Pick<Row<N>, C>[]>,
    count: (request) => countLoader.load({ ...request, columns: [] }),
    reset: () => {
      sql.reset()
      rowLoader.clearAll()
      countLoader.clearAll()
    },
  }
}

function sharedOf(group: readonly AnyRequest[]) {
  const [first] = group
  if (first === undefined) throw new Error('A group of requests is never empty.')
  const { name, params, by } = first
  const ids = by === undefined ? {} : { [by.param]: unique(group.flatMap((request) => request.by?.id ?? [])) }
  return {
    name,
    params: { ...params, ...ids, location_ids: unique(group.map((request) => request.locationId)) },
    keys: ['location_id', ...(by === undefined ? [] : [by.column])],
    people: peopleOf(group),
  }
}

/** Everybody that is asked for with all their ids, if each asker knows them. */
function peopleOf(group: readonly AnyRequest[]): Person[] | undefined {
  const people: Person[] = []
  for (const { locationId, by } of group) {
    if (by?.distinctIds === undefined) return undefined
    people.push({ locationId, userId: by.id, distinctIds: by.distinctIds, sessionKeys: by.sessionKeys })
  }
  return people
}

/** Splits a batch into groups that one query can answer, and puts the answers back into the order of the batch. */
async function inGroups<V>(
  requests: readonly AnyRequest[],
  maxIds: number,
  answer: (group: readonly AnyRequest[]) => Promise<readonly V[]>,
): Promise<(V | Error)[]> {
  const answers = new Map<AnyRequest, V | Error>()
  const groups = groupBy(requests, ({ name, params, by }) => keyOf([name, by?.param, by?.column, textOf(params)]))
  const parts = [...groups.values()].flatMap((group) => inParts(group, maxIds))
  await Promise.all(
    parts.map(async (group) => {
      try {
        const values = await answer(group)
        group.forEach((request, index) => {
          const value = values[index]
          if (value !== undefined) answers.set(request, value)
        })
      } catch (error) {
        for (const request of group) answers.set(request, error instanceof Error ? error : new Error(String(error)))
      }
    }),
  )
  return requests.map((request) => answers.get(request) ?? new Error('A request was left without an answer.'))
}

/** Parts with so many different ids at most. */
function inParts(group: readonly AnyRequest[], maxIds: number): AnyRequest[][] {
  const byId = [...groupBy(group, (request) => keyOf(requestKey(request))).values()]
  return Array.from({ length: Math.ceil(byId.length / maxIds) }, (_, part) =>
    byId.slice(part * maxIds, (part + 1) * maxIds).flat(),
  )
}

/** Two requests are the same whichever of them knows more of the person. */
const sameRequest = ({ name, locationId, params, columns, by }: AnyRequest) =>
  keyOf([name, locationId, by?.param, by?.column, by?.id, columns, textOf(params)])
/** Equal parameters have one text. They are scalars and lists, so that only their names need an order. */
function textOf(params: AnyRow): string {
  const known = texts.get(params)
  if (known !== undefined) return known
  const names = Object.keys(params).sort()
  const text = JSON.stringify(names.map((name) => [name, params[name]]))
  texts.set(params, text)
  return text
}
/** Askers often share one object of parameters, and each is asked for twice. */
const texts = new WeakMap<AnyRow, string>()
const requestKey = ({ locationId, by }: AnyRequest) => [locationId, ...(by === undefined ? [] : [by.id])]
const keyOf = (parts: readonly unknown[]) => JSON.stringify(parts)
const unique = <T>(values: readonly T[]) => [...new Set(values)]

/** JSON with sorted keys: two equal requests have one text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
