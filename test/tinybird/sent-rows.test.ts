import { expect, test } from 'vitest'
import { readSentRows } from '../../src/tinybird/sent-rows.ts'

const limits = { maxRows: 100, rowMaxBytes: 1_000, maxDepth: 4, exactNumbers: false }
const defectsIn = async (body: string) =>
  (await readSentRows(body, limits)).map((row) => ('defect' in row ? row.defect : undefined))

test('a row that is too deep is not parsed: that it never closes is not found', async () => {
  const tooDeep = 'is nested deeper than 4 levels'
  expect(await defectsIn(`{"a":[[[1]]]}\n{"a":[[[[1]]]]}\n{"a":[[[[\n{"a":"[[[[["}`)).toEqual([
    undefined,
    tooDeep,
    tooDeep,
    undefined,
  ])
})

test('a body that has more parts than a row has bytes is not parsed to learn whether it is one row', async () => {
  const object = (parts: number) => `{"a":\n[${'0,'.repeat(parts)}0]}`
  expect(await defectsIn(object(300))).toEqual([undefined])
  expect(await defectsIn(object(900))).toEqual(['is longer than 1000 bytes'])
  expect(await defectsIn(object(1_100))).toEqual(['is not JSON', 'is longer than 1000 bytes'])
})
