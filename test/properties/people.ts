import fc from 'fast-check'

/** One person: the id they identify as, and the anonymous ids of their devices. */
export interface Person {
  userId: string
  devices: string[]
}

const people: readonly Person[] = [0, 1, 2, 3, 4, 5].map((person) => ({
  userId: `user-${person}`,
  devices: [0, 1, 2].map((device) => `anon-${person}-${device}`),
}))

/** Most ids come from 3 people, so that their events meet. */
export const person = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...people.slice(0, 3)) },
  { weight: 1, arbitrary: fc.constantFrom(...people.slice(3)) },
)

export const device = person.chain(({ devices }) => fc.constantFrom(...devices))

/** Any id, so that statements conflict, chain and run in circles. */
export const anyId = fc.oneof(
  person.map(({ userId }) => userId),
  device,
)

/** What broken integrations send instead of an id. */
export const illegalId = fc.constantFrom('anonymous', 'guest', 'null', 'undefined', '0', 'none')

export const statedId = fc.oneof({ weight: 12, arbitrary: anyId }, { weight: 1, arbitrary: illegalId })
