import { generateAdCosts } from './ad-costs.ts'
import type { SendDemoOptions } from './send-demo.ts'

/**
 * Sends the demo's ad costs as an ad platform's export would be: through the Events API. Sending them again changes
 * nothing.
 */
export async function sendDemoAdCosts(
  options: Pick<SendDemoOptions, 'send' | 'url' | 'writeKey' | 'seed' | 'now' | 'days'>,
): Promise<number> {
  const rows = generateAdCosts(options)
  const answer = await options.send(
    new Request(new URL('/v0/events?name=ad_costs&wait=true', options.url ?? 'http://127.0.0.1'), {
      method: 'POST',
      headers: { authorization: `Bearer ${options.writeKey}`, 'content-type': 'application/x-ndjson' },
      body: rows.map((row) => JSON.stringify(row)).join('\n'),
    }),
  )
  const text = await answer.text()
  if (!answer.ok) throw new Error(`The gateway answered ${answer.status} to demo ad costs: ${text.slice(0, 300)}`)
  return rows.length
}
