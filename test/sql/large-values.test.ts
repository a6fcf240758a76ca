import { afterAll, beforeAll, expect, test } from 'vitest'
import { divideLargeValues } from '../../src/sql/large-values.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { select } from '../testkit/engine.ts'
import { openServerDatabase } from '../testkit/test-database.ts'

let server: TestServer
let clickhouse: Awaited<ReturnType<typeof openServerDatabase>>
beforeAll(async () => {
  server = await startClickHouseServer()
  clickhouse = await openServerDatabase(server.url, 'large')
}, 60_000)
afterAll(async () => {
  await clickhouse?.close()
  await server?.[Symbol.asyncDispose]()
})

const hard = (n: number) => `${n}'é\\\t`.padEnd(95, "'\\")
const read = 'SELECT {ids:Array(String)} AS ids, {text:String} AS text, {few:Array(UInt32)} AS few'

test('a server takes large values in parts, and has them whole', async () => {
  const ids = Array.from({ length: 5_000 }, (_, n) => hard(n))
  const large = { ids, text: '🙂\\'.repeat(40_000), few: [1, 2] }
  await expect(select(clickhouse, read, large)).rejects.toThrow('Field value too long')
  const { text, values } = divideLargeValues(read, large)
  expect(await select(clickhouse, text, { ...values })).toEqual([large])
})

test('what fits stays as it is', () => {
  const values = { ids: ['a', 'b'], text: 'short', nothing: null, at: new Date(0) }
  expect(divideLargeValues('SELECT {ids:Array(String)}', values)).toEqual({
    text: 'SELECT {ids:Array(String)}',
    values,
  })
})
