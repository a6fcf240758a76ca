import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

const ids = [
  'Bergen-Zentrum',
  'bergen-nord',
  'oslo-ost',
  'süd-ÖST',
  'with%sign_',
  'İstanbul',
  'ΣΊΣΥΦΟΣ',
  '\ue000 pua',
  '😀emoji',
]

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
  const { client } = gateway.clickhouse
  await client.insert({
    table: 'events',
    values: ids.map((location_id) => ({ location_id, uuid: randomUUID(), event: 'opened', distinct_id: 'anna' })),
    format: 'JSONEachRow',
  })
})
afterAll(() => gateway[Symbol.asyncDispose]())

interface Found {
  locations: { totalCount: number; nodes: { locationId: string }[]; pageInfo: { endCursor: string | null } }
}
const query = `query ($search: String, $first: Int, $after: String) {
  locations(search: $search, first: $first, after: $after) { totalCount nodes { locationId } pageInfo { endCursor } } }`

describe.each<[string, '*' | string[]]>([
  ['all locations, which the database lists', '*'],
  ['some, which it lists itself', ids],
])('a token for %s', (_, covered) => {
  const askFor = async (variables: object) =>
    gateway.askWith<Found>(await gateway.token({ location_ids: covered, scope: 'read' }), query, variables)
  const found = async (search: string | null) => {
    const { locations } = expectData(await askFor({ search }))
    expect(locations.totalCount).toBe(locations.nodes.length)
    return locations.nodes.map(({ locationId }) => locationId)
  }

  test('finds locations by a part of their id, in any case', async () => {
    expect(await found('BERG')).toEqual(['Bergen-Zentrum', 'bergen-nord'])
    expect(await found('-öst')).toEqual(['süd-ÖST'])
    expect(await found('ost')).toEqual(['oslo-ost'])
    expect(await found('σίσ')).toEqual(['ΣΊΣΥΦΟΣ'])
    // Final sigma is another letter, and an I with a dot no i.
    expect(await found('σίσυφος')).toEqual([])
    expect(await found('i̇')).toEqual([])
    expect(await found('nowhere')).toEqual([])
  })

  test('takes the text as it is', async () => {
    expect(await found('%')).toEqual(['with%sign_'])
    expect(await found("' OR 1 --")).toEqual([])
  })

  test('without one, finds all', async () => {
    for (const search of [null, '']) expect(await found(search)).toEqual(ids)
  })

  test('a page goes on where it ended, of the same search alone', async () => {
    const first = expectData(await askFor({ search: 'bergen', first: 1 })).locations
    expect(first).toMatchObject({ totalCount: 2, nodes: [{ locationId: 'Bergen-Zentrum' }] })
    const after = first.pageInfo.endCursor
    const second = expectData(await askFor({ search: 'bergen', first: 1, after })).locations
    expect(second.nodes).toEqual([{ locationId: 'bergen-nord' }])
    const other = await askFor({ search: 'oslo', first: 1, after })
    expect(other.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  test('what is too long is refused', async () => {
    const { errors } = await askFor({ search: 'x'.repeat(201) })
    expect(errors?.[0]).toMatchObject({
      message: 'search: at most 200 characters.',
      extensions: { code: 'BAD_USER_INPUT' },
    })
  })
})

test('a search finds nothing that the token does not cover', async () => {
  const token = await gateway.token({ location_ids: ['oslo-ost'], scope: 'read' })
  const { locations } = expectData(await gateway.askWith<Found>(token, query, { search: 'bergen' }))
  expect(locations).toMatchObject({ totalCount: 0, nodes: [] })
})
