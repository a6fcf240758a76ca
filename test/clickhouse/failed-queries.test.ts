import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { openEmbeddedDatabase } from '../testkit/test-database.ts'

let clickhouse: ClickHouse
beforeAll(async () => {
  clickhouse = await openEmbeddedDatabase('failed_queries')
})
afterAll(() => clickhouse.close())

const answer = async (query: string) => text((await clickhouse.client.exec({ query })).stream)

// The rows that were written before it fails are more than the engine holds back.
const failsLate = `SELECT 'of another location', number, throwIf(number = 300000) FROM numbers(1000000) SETTINGS max_block_size = 1000`

test.each([
  ['CSV', '"mine"\n'],
  ['TabSeparated', 'mine\n'],
  ['JSONEachRow', `{"'mine'":"mine"}\n`],
  ['RawBLOB', 'mine'],
])('what a query wrote before it failed is in nobody else’s answer, as %s', async (format, mine) => {
  // On each connection that there is.
  await Promise.all(
    Array.from({ length: 6 }, () => expect(answer(`${failsLate} FORMAT ${format}`)).rejects.toThrow('throwIf')),
  )
  for (let time = 0; time < 6; time++) expect(await answer(`SELECT 'mine' FORMAT ${format}`)).toBe(mine)
})

test('nor is it in the way of what is written next', async () => {
  await clickhouse.client.command({ query: 'CREATE TABLE next (n UInt64) ENGINE = MergeTree ORDER BY n' })
  await Promise.all(Array.from({ length: 6 }, () => answer(`${failsLate} FORMAT CSV`).catch(() => undefined)))
  await clickhouse.client.insert({ table: 'next', values: [{ n: 1 }], format: 'JSONEachRow' })
  const result = await clickhouse.client.query({ query: 'SELECT n FROM next', format: 'JSONEachRow' })
  expect(await result.json()).toEqual([{ n: '1' }])
})
