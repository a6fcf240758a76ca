import { expect, test } from 'vitest'
import { GatewayError } from '../../src/errors.ts'
import { readPages } from '../../src/export/read-pages.ts'

const question = 'a question'
const megabyte = 1_000_000

/** Rows of these sizes, of which one query gives no more than so many bytes. */
function tableOf(sizes: readonly number[], queryMax: number, failure = new GatewayError('RESOURCE_LIMIT')) {
  const asked: number[] = []
  return {
    asked,
    table: {
      question,
      async load(after: { key: string; id: string } | undefined, limit: number) {
        asked.push(limit)
        const from = after === undefined ? 0 : Number(after.id) + 1
        const page = sizes.slice(from, from + limit)
        if (page.reduce((total, size) => total + size, 0) > queryMax) throw failure
        return page.map((size, index) => ({
          row: { text: 'x'.repeat(size) },
          position: { key: '', id: String(from + index) },
        }))
      },
    },
  }
}

async function read(table: ReturnType<typeof tableOf>['table'], limit?: number) {
  const pages: { rows: number; bytes: number }[] = []
  for await (const { rows, bytes } of readPages({ table, question, after: undefined, limit, maxPageRows: 100_000 }))
    pages.push({ rows: rows.length, bytes })
  return { pages, total: pages.reduce((total, { rows }) => total + rows, 0) }
}

test('the largest rows come from the first page on, in pages of about 16 MB', async () => {
  const { table } = tableOf(Array(50).fill(2 * megabyte), 20 * megabyte)
  const { pages, total } = await read(table)
  expect(total).toBe(50)
  for (const { bytes } of pages) expect(bytes).toBeLessThan(17 * megabyte)
})

test('a page that is too much for one query is asked for again, half of it, and pages grow after it', async () => {
  const sizes = [...Array(12_000).fill(100), ...Array(300).fill(megabyte / 4), ...Array(12_000).fill(100)]
  const { table, asked } = tableOf(sizes, 60 * megabyte)
  const { total } = await read(table)
  expect(total).toBe(sizes.length)
  expect(Math.max(...asked)).toBe(10_000)
  expect(asked.length).toBeLessThan(40)
})

test.each(['ERR_STRING_TOO_LONG', 'ERR_ENCODING_INVALID_ENCODED_DATA'])(
  'so is an answer that is longer than a text can be (%s)',
  async (code) => {
    const cause = Object.assign(new Error('too long'), { code })
    const sizes = [...Array(1_000).fill(10), ...Array(100).fill(megabyte)]
    const { table } = tableOf(sizes, 30 * megabyte, new GatewayError('INTERNAL_SERVER_ERROR', undefined, { cause }))
    expect((await read(table)).total).toBe(sizes.length)
  },
)

test('one row that is too much, and every other failure, is the end', async () => {
  const large = tableOf([10 * megabyte, 10], megabyte)
  await expect(read(large.table)).rejects.toMatchObject({ code: 'RESOURCE_LIMIT' })
  expect(large.asked).toEqual([8, 4, 2, 1])
  const late = tableOf([10 * megabyte], megabyte, new GatewayError('TIMEOUT'))
  await expect(read(late.table)).rejects.toMatchObject({ code: 'TIMEOUT' })
  expect(late.asked).toEqual([8])
})
