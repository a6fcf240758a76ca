import { type Device, desktops, handhelds } from './devices.ts'
import type { Random } from './random.ts'

/** A browser of a person: posthog-js gives each an anonymous id of its own. */
export interface Browser {
  device: Device
  deviceId: string
  /** The id that events of this browser carry: the anonymous one until the person is known here. */
  distinctId: string
  viewport: readonly [width: number, height: number]
}

export interface Person {
  userId: string
  name: string
  email: string
  timeZone: string
  language: string
  plan: 'free' | 'member'
  browsers: [Browser, ...Browser[]]
}

const firstNames = ['Ada', 'Grace', 'Linus', 'Noor', 'Mateo', 'Ingrid', 'Wei', 'Amara', 'Jonas', 'Priya'] as const
const lastNames = ['Berg', 'Okafor', 'Silva', 'Hansen', 'Novak', 'Chen', 'Dubois', 'Kaur', 'Moretti', 'Larsen'] as const
interface Home {
  weight: number
  timeZone: string
  language: string
}

const homes: readonly [Home, ...Home[]] = [
  { weight: 30, timeZone: 'America/New_York', language: 'en-US' },
  { weight: 16, timeZone: 'America/Chicago', language: 'en-US' },
  { weight: 18, timeZone: 'America/Los_Angeles', language: 'en-US' },
  { weight: 14, timeZone: 'Europe/London', language: 'en-GB' },
  { weight: 12, timeZone: 'Europe/Berlin', language: 'de-DE' },
  { weight: 10, timeZone: 'Europe/Oslo', language: 'nb-NO' },
]

export function createPerson(random: Random, id: string, bornMs: number): Person {
  const [first, last] = [random.pick(firstNames), random.pick(lastNames)]
  const { timeZone, language } = random.weighted(homes)
  const isMobile = random.chance(0.6)
  const primary = createBrowser(random, isMobile ? random.weighted(handhelds) : random.weighted(desktops), bornMs)
  // The second device is of the other kind: seen on the phone, bought at the desk.
  const secondary = random.chance(0.22)
    ? [createBrowser(random, isMobile ? random.weighted(desktops) : random.weighted(handhelds), bornMs + 1)]
    : []
  return {
    userId: `cust_${id}`,
    name: `${first} ${last}`,
    email: `${first}.${last}.${id}@mail.example`.toLowerCase(),
    timeZone,
    language,
    plan: random.chance(0.25) ? 'member' : 'free',
    browsers: [primary, ...secondary],
  }
}

function createBrowser(random: Random, device: Device, bornMs: number): Browser {
  const deviceId = random.uuidV7(bornMs)
  const [width, height] = device.screen
  return { device, deviceId, distinctId: deviceId, viewport: [width, height - device.chrome] }
}
