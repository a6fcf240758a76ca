import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/** The system's Chromium, or the one that Playwright installed. */
export const chromiumPath = [process.env.CHROMIUM_PATH, ...places, chromium.executablePath()].find(
  (path): path is string => path !== undefined && existsSync(path),
)

/** Browser tests skip without a Chromium, saying how to get one; with REQUIRE_BROWSER=1 they fail instead. */
export const skipBrowserTests = chromiumPath === undefined && process.env.REQUIRE_BROWSER !== '1'
if (skipBrowserTests)
  console.warn(
    'No Chromium: browser tests are skipped. Install one: apt-get install chromium, or npx playwright-core install chromium',
  )

/** @param hosts Host names that lead to this machine, such as shop.example. */
export function launchChromium(hosts: readonly string[] = []): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('No Chromium. Install one: apt-get install chromium')
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Fake names behave as on the Web: localhost is special to the SDK.
      `--host-resolver-rules=${hosts.map((host) => `MAP ${host} 127.0.0.1`).join(',')}`,
    ],
  })
}
