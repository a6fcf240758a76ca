import { expect, test } from 'vitest'
import { connectionResets } from '../../chaos/faults/connection-resets.ts'
import { gatewayKilled } from '../../chaos/faults/gateway-killed.ts'
import { serverKilled } from '../../chaos/faults/server-killed.ts'
import { runFault } from '../../chaos/lib/run-fault.ts'

// The long form, with more faults and until every sender is answered, is `npm run chaos`.
test.concurrent.each([serverKilled, connectionResets, gatewayKilled])(
  '$name: what was acknowledged is found, and nothing twice',
  async (fault) => {
    const report = await runFault(fault, { seconds: 4.5, patienceSeconds: 6, senders: 4 })
    if ('skipped' in report) throw new Error(report.skipped)
    expect(report.wrong).toEqual([])
    expect(report.acknowledged).toBeGreaterThan(0)
    expect(report.found).toBeGreaterThanOrEqual(report.acknowledged)
    // It was no calm run.
    expect(`${report.senderAnswers}, ${report.readerAnswers}`).toMatch(/503|no connection|UNAVAILABLE/)
  },
  120_000,
)
