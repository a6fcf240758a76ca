import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
  const failure = (type: string, filename?: string) => ({
    event: '$exception',
    distinct_id: 'ann',
    timestamp: '2026-06-01T10:00:00Z',
    properties: {
      $exception_list: [
        { type, value: 'broken', ...(filename && { stacktrace: { frames: [{ filename, in_app: true }] } }) },
      ],
    },
  })
  await gateway.capture('oslo', [failure('Placed', 'app.js'), failure('Elsewhere', 'lib.js'), failure('Unplaced')])
})
afterAll(() => gateway[Symbol.asyncDispose]())

test.each<[object, string[]]>([
  [{}, ['Elsewhere', 'Placed', 'Unplaced']],
  [{ component: ['app.js'] }, ['Placed']],
  // One without a component, as '' stands for it in other filters.
  [{ component: [''] }, ['Unplaced']],
  [{ component: ['', 'lib.js'] }, ['Elsewhere', 'Unplaced']],
  [{ component: ['app.js'], search: 'PLACE' }, ['Placed']],
])('errors by %j', async (filter, types) => {
  const range = { from: '2026-06-01', to: '2026-06-01' }
  const answer = await gateway.ask<{ location: { errors: { totalCount: number; nodes: { type: string }[] } } }>(
    'oslo',
    'query ($range: DateRange!, $filter: ErrorFilter) { location { errors(range: $range, filter: $filter) { totalCount nodes { type } } } }',
    { range, filter },
  )
  const { totalCount, nodes } = expectData(answer).location.errors
  expect(nodes.map(({ type }) => type).toSorted()).toEqual(types)
  expect(totalCount).toBe(types.length)
})
