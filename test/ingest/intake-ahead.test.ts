import { describe, expect, test } from 'vitest'
import type { Delivery } from '../../src/ingest/captured-event.ts'
import { createIntakeAhead } from '../../src/ingest/intake-ahead.ts'
import { createPrivacyFilter } from '../../src/privacy/privacy-filter.ts'
import type { PrivacyFilters } from '../../src/privacy/privacy-filters.ts'
import { defaultPrivacySettings } from '../../src/privacy/settings.ts'

const delivery = (locationId: string): Delivery => ({
  locationId,
  events: [{ event: 'e', distinctId: 'd', timestampMs: 0, properties: { $ip: '10.1.2.3' } }],
  rejected: [{ reason: 'malformed_row', detail: '', raw: '{"properties":{"$ip":"10.1.2.3"}}' }],
  sender: {},
})

const keepAll = createPrivacyFilter(defaultPrivacySettings)
const dropIps = createPrivacyFilter({ ...defaultPrivacySettings, ipAnonymization: 'DROP' })

function intakesUnder(filterOf: (locationId: string) => typeof keepAll) {
  const asked: string[][] = []
  const filters: PrivacyFilters = {
    async of(locationIds) {
      asked.push([...locationIds])
      return new Map(locationIds.map((id) => [id, filterOf(id)]))
    },
  }
  let nowMs = 0
  const intakes = createIntakeAhead({ filters, now: () => (nowMs += 1_000), quarantineMaxBytes: 1_000 })
  return { intakes, asked }
}

describe('what is taken in ahead', () => {
  test('is not taken in again in its turn, and stands in the order of the deliveries', async () => {
    const { intakes } = intakesUnder(() => keepAll)
    const [first, second, third] = ['oslo', 'bergen', 'oslo'].map(delivery) as [Delivery, Delivery, Delivery]
    intakes.prepare([third, second])
    const taken = await intakes.of([first, second, third])
    expect(taken.map((intake) => intake.delivery)).toEqual([first, second, third])
    // The time of a row is that of its intake.
    expect(taken.map(({ events }) => events[0]?.shaped.row.received_at)).toEqual([
      '1970-01-01 00:00:02.000',
      '1970-01-01 00:00:01.000',
      '1970-01-01 00:00:01.000',
    ])
  })

  test('is taken in anew when a setting has come since', async () => {
    let inForce = keepAll
    const { intakes } = intakesUnder((id) => (id === 'oslo' ? inForce : keepAll))
    const both = ['oslo', 'bergen'].map(delivery)
    intakes.prepare(both)
    inForce = dropIps
    const [oslo, bergen] = await intakes.of(both)
    expect(oslo?.events[0]?.shaped.row.properties).toBe('{}')
    expect(oslo?.bad[0]?.row.raw).not.toContain('10.1.2.3')
    expect(bergen?.events[0]?.shaped.row.properties).toContain('10.1.2.3')
  })

  test('and failed fails again in its turn, or not', async () => {
    let isAway = true
    const { intakes } = intakesUnder(() => {
      if (isAway) throw new Error('away')
      return keepAll
    })
    const one = delivery('oslo')
    intakes.prepare([one])
    await expect(intakes.of([one])).rejects.toThrow('away')
    isAway = false
    expect(await intakes.of([one])).toMatchObject([{ delivery: one, events: [{}], bad: [{}] }])
  })
})
