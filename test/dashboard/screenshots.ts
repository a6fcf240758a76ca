/**
 * Screenshots of every view, light and dark, on a desktop and on a phone.
 *
 * npm run screenshots -- FOLDER [LINK] [view,view]
 * LINK is the address of GraphiQL that `npm start` prints; without it a gateway with demo traffic is started.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startGateway } from '../e2e/gateway-process.ts'
import { launchChromium } from '../testkit/chromium.ts'
import { findUser, settled, viewPaths } from './testkit.ts'

const [folder = 'screenshots', given, only] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
await using gateway = given === undefined || given === '' ? await startGateway({}) : undefined
const link = given || (/GraphiQL +(\S+)/.exec(gateway?.output() ?? '')?.[1] ?? '')
const { origin, hash } = new URL(link)
const token = hash.replace('#token=', '')
const paths = viewPaths(await findUser(origin, token))
const browser = await launchChromium()

const screens = [
  { name: 'desktop', viewport: { width: 1440, height: 960 } },
  { name: 'phone', viewport: { width: 390, height: 844 } },
] as const
for (const { name: screen, viewport } of screens)
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.addInitScript((given) => window.sessionStorage.setItem('attrigraph.token', given), token)
    for (const [view, path] of Object.entries(paths)) {
      if (only !== undefined && !only.split(',').includes(view)) continue
      await page.goto(origin + path)
      await settled(page)
      await page.screenshot({ path: join(folder, `${view}-${screen}-${colorScheme}.png`), fullPage: true })
      console.log(`${view} ${screen} ${colorScheme}`)
    }
    if (only === undefined) {
      const stranger = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
      const signIn = await stranger.newPage()
      await signIn.goto(origin)
      await signIn.getByRole('heading').waitFor()
      await signIn.screenshot({ path: join(folder, `sign-in-${screen}-${colorScheme}.png`) })
      await stranger.close()
    }
    await context.close()
  }
await browser.close()
