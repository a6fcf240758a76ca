import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { type Check, type Finding, problem, warning } from './check.ts'

const early = `
SELECT countIf(lag_ms < -60000) / count() AS share, count() AS n
FROM arrivals
WHERE received_at >= {since:DateTime64(3, 'UTC')}
HAVING n > 0`

export const clocks: Check = {
  name: 'clocks',
  title: 'this machine, the server and the senders agree about the time',
  needsSchema: true,
  async run({ rows, now }) {
    const findings: Finding[] = []
    const before = now()
    const [server] = await rows<{ ms: string }>('SELECT toUnixTimestamp64Milli(now64(3)) AS ms')
    const apart = (Number(server?.ms ?? 0) - (before + now()) / 2) / 1_000
    if (Math.abs(apart) > 2) {
      const say = Math.abs(apart) > 60 ? problem : warning
      findings.push(
        say(
          `The server's clock is ${Math.abs(apart).toFixed(1)} s ${apart > 0 ? 'ahead of' : 'behind'} this machine's.`,
          'Let both follow NTP: claims on events, tokens and the order of decisions about identity are told by clocks.',
        ),
      )
    }
    const since = toClickHouseTime(new Date(now() - 86_400_000))
    const [ahead] = await rows<{ share: number }>(early, { since })
    if (ahead !== undefined && Number(ahead.share) > 0.01)
      findings.push(
        warning(
          `${(Number(ahead.share) * 100).toFixed(1)}% of the events of the last day lie more than a minute ahead of their arrival.`,
          'Browsers send their own clock along, which corrects it; servers and imports do not: look at their clocks and time zones.',
        ),
      )
    return findings
  },
}
