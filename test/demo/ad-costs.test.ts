import { expect, test } from 'vitest'
import { costRow } from '../../src/costs/cost-row.ts'
import { generateAdCosts } from '../../src/demo/ad-costs.ts'
import { dayMs } from '../../src/demo/clock.ts'
import { generateTraffic } from '../../src/demo/traffic.ts'

const now = Date.UTC(2026, 2, 15, 14, 30)
const options = { seed: 'test', now }
const rows = generateAdCosts(options)

test('same seed and day: the same costs; tomorrow they are the same and go on', () => {
  expect(generateAdCosts({ ...options, now: now + 3_600_000 })).toEqual(rows)
  expect(generateAdCosts({ ...options, now: now + dayMs, days: 31 }).slice(0, rows.length)).toEqual(rows)
})

test('every row can be stored, and every campaign is one of the traffic', () => {
  for (const row of rows) expect(costRow.parse(row)).toEqual(row)
  const { browser } = generateTraffic({ ...options, writeKey: 'key' })
  const visited = new Set(browser.map(({ properties }) => `${properties.utm_source} ${properties.utm_campaign}`))
  for (const { source, campaign } of rows) expect(visited).toContain(`${source} ${campaign}`)
})
