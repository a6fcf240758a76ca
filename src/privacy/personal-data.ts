import { toDistinctId } from '../ingest/distinct-id.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts'
import type { Column, Params, Row, StatementName } from '../sql/run.ts'
import { createMentions } from './mentions.ts'

/** Runs a statement of `src/sql/` with all its columns. */
export type ReadStatement = <N extends StatementName>(
  name: N,
  params: Params<N> & { location_ids: readonly string[] },
) => Promise<Pick<Row<N>, Column<N>>[]>

export interface PersonalData {
  userId: string
  distinctIds: string[]
  profile: JsonObject
  /** Everything else, by name, in the order in which it is read; one page of each is in memory at a time. */
  lists: { name: string; rows: AsyncIterable<JsonObject> }[]
}

const pageSize = 1_000

/** Everything that is held about the person who owns an id; `undefined` when nobody does. */
export async function personalData(
  read: ReadStatement,
  locationId: string,
  id: string,
): Promise<PersonalData | undefined> {
  const location_ids = [locationId]
  const [user] = await read('users-by-id', { location_ids, ids: [toDistinctId(id)] })
  if (user === undefined) return undefined
  const { user_id: userId, distinct_ids: distinctIds } = user
  const person = { location_ids, user_ids: [userId] }
  const [properties] = await read('user-properties', person)
  const mentions = createMentions(distinctIds)
  const { location_id: _, requested_id: __, user_id: ___, distinct_ids: ____, ...profile } = user

  async function* all<R extends object>(rows: () => Promise<readonly R[]>): AsyncGenerator<JsonObject> {
    for (const row of await rows()) yield shown(row)
  }
  async function* pages<R extends { uuid: string; sort_key: string }>(
    page: (after: { after_key: string | null; after_id: string; limit: number }) => Promise<readonly R[]>,
  ): AsyncGenerator<JsonObject> {
    for (let after = { after_key: null as string | null, after_id: '' }; ; ) {
      const rows = await page({ ...after, limit: pageSize })
      for (const row of rows) yield shown(row)
      const last = rows.at(-1)
      if (last === undefined || rows.length < pageSize) return
      after = { after_key: last.sort_key, after_id: last.uuid }
    }
  }
  async function* sessions(): AsyncGenerator<JsonObject> {
    for (let after_id = ''; ; ) {
      const rows = await read('personal-sessions', { ...person, after_id, limit: pageSize })
      for (const row of rows) yield shown(row)
      const last = rows.at(-1)
      if (last === undefined || rows.length < pageSize) return
      after_id = last.session_id
    }
  }
  async function* quarantine(): AsyncGenerator<JsonObject> {
    for (let after = { after_kind: '', after_id: '' }; ; ) {
      const rows = await read('personal-quarantine', {
        location_ids,
        ...after,
        needles: mentions.rawNeedles,
        limit: 100,
      })
      for (const row of rows) if (mentions.isInRaw(row.raw) || mentions.isIn(row.detail)) yield shown(row)
      const last = rows.at(-1)
      if (last === undefined || rows.length < 100) return
      after = { after_kind: last.kind, after_id: last.id }
    }
  }

  return {
    userId,
    distinctIds,
    profile: { ...shown(profile), properties: parsed(properties?.properties ?? '{}') },
    lists: [
      { name: 'identityMappings', rows: all(() => read('personal-mappings', person)) },
      { name: 'clickIds', rows: all(() => read('click-ids', person)) },
      { name: 'sessions', rows: sessions() },
      { name: 'events', rows: pages((after) => read('personal-events', { ...person, ...after })) },
      { name: 'errors', rows: pages((after) => read('personal-errors', { ...person, ...after })) },
      { name: 'quarantine', rows: quarantine() },
    ],
  }
}

const inner = new Set(['location_id', 'sort_key', 'user_id'])

/** A row under the names of the graph, without what is absent. */
function shown(row: object): JsonObject {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]: [string, JsonValue]): [string, JsonValue][] => {
      if (inner.has(name) || value === '' || value === null) return []
      const known = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
      return [[known, name === 'properties' && typeof value === 'string' ? parsed(value) : value]]
    }),
  )
}

function parsed(text: string): JsonObject {
  const value: unknown = JSON.parse(text)
  return isJsonObject(value) ? value : {}
}
