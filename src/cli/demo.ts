import { type ArgsDef, defineCommand } from 'citty'
import { defaultDemoSeed } from '../demo/fill-demo.ts'
import { sendDemoAdCosts } from '../demo/send-ad-costs.ts'
import { sendDemo } from '../demo/send-demo.ts'
import { assertGatewayUrl } from './ask-gateway.ts'
import { refuseUnknownOptions } from './command-options.ts'
import { reportFailure } from './failure.ts'
import { exampleQuery } from './greeting.ts'
import { createProgress } from './progress.ts'

const args = {
  url: { type: 'string', default: 'http://127.0.0.1:4000', description: 'Where the gateway runs.' },
  key: { type: 'string', required: true, description: 'Write key of the location to fill.' },
  seed: { type: 'string', default: defaultDemoSeed, description: 'Another seed makes other people.' },
  days: { type: 'string', default: '30', description: 'How far back the traffic goes.' },
  json: { type: 'boolean', description: 'Print the summary as JSON.' },
} satisfies ArgsDef

export const demoCommand = defineCommand({
  meta: {
    name: 'demo',
    description:
      'Send a month of believable traffic, and what its ads cost, to a running gateway. The same seed on the same day sends the same events, so doing it twice adds nothing.',
  },
  args,
  async run({ args: given, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, args)
      const { url, key, seed } = given
      const days = Number(given.days)
      if (!Number.isInteger(days) || days < 1 || days > 366)
        throw new Error(`--days ${given.days}: expected a whole number from 1 to 366.`)
      assertGatewayUrl(url)
      const progress = createProgress({ label: 'Sending', total: 100, silent: given.json === true })
      const started = performance.now()
      const demo = {
        send: (request: Request) =>
          fetch(request).catch((error: unknown) => {
            throw new Error(`${url} cannot be reached. Is the gateway running there?`, { cause: error })
          }),
        url,
        writeKey: key,
        seed,
        now: Date.now(),
        days,
      }
      await sendDemoAdCosts(demo)
      const summary = await sendDemo({
        ...demo,
        onProgress: (sent, total) => progress.update((100 * sent) / total, `${sent.toLocaleString('en-US')} events`),
      }).finally(() => progress.stop())
      if (given.json) {
        console.log(JSON.stringify(summary))
        return
      }
      const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
      const number = (value: number) => value.toLocaleString('en-US')
      console.log(
        [
          `${number(summary.visitors)} visitors, ${number(summary.sessions)} sessions, ${number(summary.events)} events`,
          `from ${day(summary.fromMs)} to ${day(summary.toMs - 1)}, sent in ${((performance.now() - started) / 1000).toFixed(1)} s.`,
          '',
          `Try this at ${new URL('/graphql', url).href}:`,
          `  ${exampleQuery}`,
        ].join('\n'),
      )
    } catch (error) {
      reportFailure(error)
    }
  },
})
