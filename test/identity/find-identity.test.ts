import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findIdentity } from '../../src/identity/find-identity.ts'
import { type IdentityStatement, resolveIdentity } from '../../src/identity/resolve-identity.ts'
import { readStatements } from '../../src/sql/statement.ts'
import { select, testEngine } from '../testkit/engine.ts'
import { propertyRuns } from '../testkit/long.ts'

let engine: Awaited<ReturnType<typeof testEngine>>
beforeAll(async () => {
  engine = await testEngine()
})
afterAll(() => engine[Symbol.asyncDispose]())

const { text: linksSql = '' } = readStatements().get('identity-links') ?? {}
const readLinks = (location_ids: readonly string[], distinct_ids: readonly string[], limit: number) =>
  select<IdentityStatement>(engine, linksSql, { location_ids, distinct_ids, limit })

async function store(statements: readonly IdentityStatement[]): Promise<void> {
  await engine.client.insert({
    table: 'identity_mappings',
    format: 'JSONEachRow',
    values: statements.map((statement) => ({
      ...statement,
      uuid: crypto.randomUUID(),
      decided_by: '',
      received_at: '2026-01-01T00:00:00.000Z',
    })),
  })
}

async function mapOf(locationIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const [row] = await select<{ ids: string[]; users: string[] }>(
    engine,
    'SELECT ids, users FROM identity_map(location_ids = {location_ids:Array(String)})',
    { location_ids: locationIds },
  )
  return new Map((row?.ids ?? []).map((id, index) => [id, row?.users[index] ?? '']))
}

// Few ids, so that chains, circles and ties are common; one of them sorts differently by bytes than by UTF-16.
const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', '\u{1f600}', '\uffee']
const statement = fc.record({
  anonymous_id: fc.constantFrom(...ids),
  user_id: fc.constantFrom(...ids),
  source: fc.constantFrom(
    '$identify',
    '$identify',
    '$create_alias',
    '$merge_dangerously',
    'mapIdentity',
    'unmapIdentity',
  ),
  mapped_at: fc.integer({ min: 0, max: 5 }).map((second) => `2026-01-01T00:00:0${second}.000Z`),
})
const history = fc
  .array(statement, { minLength: 1, maxLength: 14 })
  .map((list) => list.map((one) => (one.source === 'unmapIdentity' ? { ...one, user_id: '' } : one)))

let locations = 0

test('people are found as the whole map has them, from any of their ids', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(history, { minLength: 20, maxLength: 20 }), async (histories) => {
      const placed = histories.map((list) => ({ location: `location ${++locations}`, list }))
      const all = placed.flatMap(({ location, list }) => list.map((one) => ({ location_id: location, ...one })))
      await store(all)
      const map = await mapOf(placed.map(({ location }) => location))
      expect(resolveIdentity(all)).toEqual(map)
      for (const { location } of placed.slice(0, 5)) {
        const users = new Map([...map].filter(([id]) => id.startsWith(`${location}\0`)))
        for (const asked of ids.slice(0, 6)) {
          const found = await findIdentity(readLinks, [location], [asked])
          const bound = new Map(found?.identity_ids.map((id, index) => [id, found.identity_users[index]]))
          const user = users.get(`${location}\0${asked}`) ?? `${location}\0${asked}`
          const theirs = (of: ReadonlyMap<string, string | undefined>) =>
            [...of].filter(([, end]) => end === user).sort(([a], [b]) => (a < b ? -1 : 1))
          expect(theirs(bound)).toEqual(theirs(users))
          const members = [user, ...theirs(users).map(([id]) => id)].map((id) => id.slice(location.length + 1))
          expect(found?.member_ids.toSorted()).toEqual([...new Set(members)].sort())
          expect(new Set(found?.member_users)).toEqual(new Set([user.slice(location.length + 1)]))
          expect(bound.get(`${location}\0${asked}`)).toBe(users.get(`${location}\0${asked}`))
        }
      }
    }),
    { numRuns: propertyRuns(5, 8) },
  )
})

test('the view for who knows that no statements form chains says the same', async () => {
  const people = ['x', 'y', 'z', '\u{1f601}', '\uffef', 'x '].map((user_id) => fc.constant(user_id))
  const withoutChains = history.chain((statements) =>
    fc
      .tuple(...statements.map(({ user_id }) => (user_id === '' ? fc.constant('') : fc.oneof(...people))))
      .map((users) => statements.map((one, index) => ({ ...one, user_id: users[index] ?? '' }))),
  )
  await fc.assert(
    fc.asyncProperty(withoutChains, async (statements) => {
      const location_id = `without-chains-${++locations}`
      await store(statements.map((one) => ({ ...one, location_id })))
      const rowsOf = (view: string) =>
        select<{ distinct_id: string; user_id: string }>(
          engine,
          `SELECT distinct_id, user_id FROM ${view}(location_ids = {location_ids:Array(String)}) ORDER BY distinct_id`,
          { location_ids: [location_id] },
        )
      expect(await rowsOf('identities_without_joints')).toEqual(await rowsOf('identities'))
    }),
    { numRuns: propertyRuns(15, 25) },
  )
})

test('a chain is followed however long, and a person with too many ids is left to the database', async () => {
  const chain = Array.from({ length: 9 }, (_, index) => ({
    location_id: 'chain',
    anonymous_id: `id-${index}`,
    user_id: `id-${index + 1}`,
    source: '$identify',
    mapped_at: '2026-01-01T00:00:00.000Z',
  }))
  const crowd = Array.from({ length: 30_500 }, (_, index) => ({
    location_id: 'crowd',
    anonymous_id: `id-${index}`,
    user_id: 'everybody',
    source: '$identify',
    mapped_at: '2026-01-01T00:00:00.000Z',
  }))
  await store([...chain, ...crowd])
  const found = await findIdentity(readLinks, ['chain'], ['id-9'])
  expect(new Set(found?.identity_users)).toEqual(new Set(['chain\0id-9']))
  expect(found?.identity_ids).toHaveLength(9)
  expect(await findIdentity(readLinks, ['crowd'], ['everybody'])).toBeUndefined()
  expect(await findIdentity(readLinks, ['crowd'], ['id-7'])).toBeUndefined()
})

test('nothing of another location is read', async () => {
  await store([
    { location_id: 'one', anonymous_id: 'x', user_id: 'y', source: '$identify', mapped_at: '2026-01-01T00:00:00.000Z' },
    { location_id: 'two', anonymous_id: 'x', user_id: 'z', source: '$identify', mapped_at: '2026-01-01T00:00:00.000Z' },
  ])
  expect(await findIdentity(readLinks, ['one'], ['x'])).toEqual({
    identity_ids: ['one\0x'],
    identity_users: ['one\0y'],
    member_locations: ['one', 'one'],
    member_ids: ['y', 'x'],
    member_users: ['y', 'y'],
  })
  expect(await findIdentity(readLinks, ['three'], ['x'])).toEqual({
    identity_ids: [],
    identity_users: [],
    member_locations: ['three'],
    member_ids: ['x'],
    member_users: ['x'],
  })
})
