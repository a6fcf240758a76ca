import { createProgress } from '../cli/progress.ts'
import { sendDemoAdCosts } from './send-ad-costs.ts'
import { type DemoSummary, sendDemo } from './send-demo.ts'

export const defaultDemoSeed = 'attrigraph'

/**
 * The demo traffic of a first start and what its ads cost, sent to the gateway in this process. On a later start only
 * new days are new.
 */
export async function fillDemo(
  app: { fetch(request: Request): Response | Promise<Response> },
  writeKey: string,
  stream: NodeJS.WritableStream & { isTTY?: boolean },
): Promise<DemoSummary> {
  const progress = createProgress({ label: 'Filling location demo', total: 100, stream })
  try {
    const demo = {
      send: async (request: Request) => app.fetch(request),
      writeKey,
      seed: defaultDemoSeed,
      now: Date.now(),
    }
    await sendDemoAdCosts(demo)
    return await sendDemo({
      ...demo,
      onProgress: (sent, total) => progress.update((100 * sent) / total, `${sent.toLocaleString('en-US')} events`),
    })
  } finally {
    progress.stop()
  }
}
