import { expect, test } from 'vitest'
import { openDataSet } from '../../bench/lib/data-set.ts'
import { measureQuestions } from '../../bench/lib/measure-questions.ts'

/** Ratios of medians that took turns, never times: these hold on a busy machine too. */
test('the gateway costs little beside its SQL, asks for all nodes of a level at once, and materialized views buy something', {
  timeout: 600_000,
}, async () => {
  await using data = await openDataSet({ events: 100_000 })
  const measured = await measureQuestions(data.directory, { rounds: 9 })
  for (const { title, graph, direct, queries } of Object.values(measured)) {
    expect(graph / direct, title).toBeLessThan(2)
    expect(queries, title).toBeLessThanOrEqual(5)
  }
  for (const name of ['user-attribution', 'thousand-users', 'hundred-users'])
    expect(measured[name]?.withoutViewsRatio, name).toBeGreaterThan(1)
  expect(measured['hundred-users']?.naiveRatio).toBeGreaterThan(5)
  expect(measured['thousand-users']?.naiveRatio).toBeGreaterThan(5)
})
