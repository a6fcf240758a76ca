import { describe, expect, test } from 'vitest'
import { companyMs, createCompany } from '../../src/limits/company.ts'

describe('company', () => {
  test('nobody is their own company', () => {
    const company = createCompany()
    company.enter('oslo')
    expect([company.has('oslo'), company.has('bergen')]).toEqual([false, true])
  })

  test('who waits for an answer is there, however long it takes', () => {
    let now = 0
    const company = createCompany(() => now)
    const leave = [company.enter('oslo'), company.enter('oslo')]
    leave[0]?.()
    now += 100 * companyMs
    expect(company.has('bergen')).toBe(true)
    leave[1]?.()
    expect(company.has('bergen')).toBe(true)
  })

  test('who has left is there for a moment longer', () => {
    let now = 0
    const company = createCompany(() => now)
    company.enter('oslo')()
    now += companyMs / 2
    company.enter('bergen')()
    now += companyMs / 2
    expect([company.has('oslo'), company.has('bergen')]).toEqual([true, false])
    now += companyMs / 2
    expect(company.has('oslo')).toBe(false)
  })
})
