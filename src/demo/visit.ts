import type { JsonObject } from '../json/json-value.ts'
import { type BrowserSession, startBrowserSession } from './browser-session.ts'
import { exceptionProperties } from './exceptions.ts'
import type { Browser, Person } from './person.ts'
import type { Random } from './random.ts'
import { purchase } from './server-event.ts'
import { booking, checkout, type Funnel, type Page, pageAt, pages } from './site.ts'
import type { Arrival } from './sources.ts'
import type { WireEvent } from './wire-event.ts'

export interface Visit {
  random: Random
  person: Person
  browser: Browser
  startMs: number
  arrival: Arrival
  /** The person signs in on this visit, unless this browser knows them already. */
  signsIn: boolean
  release: string
  writeKey: string
  emit(event: WireEvent): void
  emitFromServer(event: WireEvent): void
}

/** One visit from landing to leaving. Returns when it ended. */
export function visit(options: Visit): number {
  const { random, person, browser, arrival } = options
  const landing = pageAt(arrival.path ?? '/')
  const session = startBrowserSession({ ...options, landingPath: landing.path })
  const walk = createWalk(options, session)

  walk.open(landing)
  const bounces = !options.signsIn && random.chance(0.34)
  if (bounces) {
    walk.stay(6)
    // Some browsers are closed before they can say goodbye.
    return random.chance(0.85) ? walk.leave() : walk.now()
  }
  if (options.signsIn && browser.distinctId !== person.userId) {
    walk.stay(15)
    walk.click('button', 'Sign in')
    session.identify(walk.now(), person)
  }
  const further = Math.min(9, Math.floor(random.exponential(2)))
  for (let page = 0; page < further; page++) walk.goTo(random.pick(pages))
  if (browser.distinctId === person.userId && random.chance(0.05))
    session.capture(walk.now(), '$set', {}, { $set: { newsletter: true } })
  if (random.chance(0.06)) walk.fail()
  if (random.chance(0.34)) walkFunnel(options, session, walk, random.chance(0.65) ? checkout : booking)
  return walk.leave()
}

type Walk = ReturnType<typeof createWalk>

/** A person moving through the site: time passes, pages open and close, things are clicked. */
function createWalk({ random, startMs, release }: Visit, session: BrowserSession) {
  let at = startMs

  const stay = (meanSeconds: number) => {
    at += 900 + Math.round(Math.min(random.exponential(meanSeconds), 600) * 1000)
  }
  const click = (tag: 'a' | 'button', text: string) =>
    session.capture(at, '$autocapture', {
      $event_type: 'click',
      $ce_version: 1,
      $el_text: text,
      $elements_chain: `${tag}.btn:attr__class="btn"nth-child="1"nth-of-type="1"text="${text}";main:nth-child="2";body:nth-child="2"`,
    })

  return {
    stay,
    click,
    now: () => at,
    open: ({ path, title }: Page, search?: string) => session.open(at, path, title, search),
    goTo(page: Page, search?: string) {
      stay(28)
      if (random.chance(0.45)) click('a', page.title.split(' – ')[0] ?? page.title)
      session.capture(at, '$pageleave')
      at += random.integer(80, 900)
      session.open(at, page.path, page.title, search)
    },
    fail() {
      const times = random.chance(0.25) ? 2 : 1
      for (let time = 0; time < times; time++) {
        at += random.integer(300, 4_000)
        session.capture(at, '$exception', exceptionProperties(random, release))
      }
    },
    leave() {
      stay(20)
      session.capture(at, '$pageleave')
      return at
    },
  }
}

function walkFunnel(options: Visit, session: BrowserSession, walk: Walk, funnel: Funnel): void {
  const { random, person, browser, arrival } = options
  const affiliateId = arrival.parameters.affiliate_id
  const common: JsonObject = {
    funnel_id: funnel.id,
    funnel_name: funnel.name,
    ...(affiliateId === undefined ? {} : { affiliate_id: affiliateId }),
  }
  if (funnel === checkout) {
    walk.stay(10)
    walk.click('button', 'Add to cart')
    session.capture(walk.now(), 'add_to_cart', common)
  }
  for (const [index, step] of funnel.steps.entries()) {
    const at = { ...common, step_id: step.id, page_id: `page_${funnel.id}_${step.id}` }
    walk.goTo(step, `?funnel=${funnel.id}`)
    session.capture(walk.now() + 5, 'funnel_step_viewed', at)
    if (index === funnel.steps.length - 1) {
      const bought = walk.now() + random.integer(2_000, 45_000)
      options.emitFromServer(purchase(random, bought, browser.distinctId, funnel))
      return
    }
    walk.stay(35)
    if (!random.chance(funnel.passRate)) return
    session.capture(walk.now(), 'funnel_step_completed', at)
    // Most leave their address at the first step; the others buy as guests.
    if (index === 1 && browser.distinctId !== person.userId && random.chance(0.75))
      session.identify(walk.now() + 20, person)
    if (random.chance(0.05)) walk.fail()
  }
}
