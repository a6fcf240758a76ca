import { hashWriteKey } from './write-key.ts'

/** Finds the location that a write key writes to; `undefined` for an unknown key. */
export interface WriteKeys {
  /**
   * Rejects when nobody can tell at the moment: the sender must try again, and must not be told that the key is wrong.
   */
  locationOf(key: string): Promise<string | undefined>
}

/** Longer ones are nobody's: no door takes more, and hashing must not be a way to keep a gateway busy. */
const maxKeyLength = 1_000

/** Write keys that were configured (`WRITE_KEYS`) or generated for development. */
export function createStaticWriteKeys(locationByKey: ReadonlyMap<string, string>): WriteKeys {
  // By digest: how long a look-up in a map takes may tell how alike two texts are, but nobody can choose the digest of
  // a guess, so that it tells nothing about the key.
  const locationByHash = new Map([...locationByKey].map(([key, locationId]) => [hashWriteKey(key), locationId]))
  return {
    locationOf: async (key) => (key.length > maxKeyLength ? undefined : locationByHash.get(hashWriteKey(key))),
  }
}

/** The first that knows the key. */
export function joinWriteKeys(...sources: readonly WriteKeys[]): WriteKeys {
  return {
    async locationOf(key) {
      for (const source of sources) {
        const locationId = await source.locationOf(key)
        if (locationId !== undefined) return locationId
      }
      return undefined
    },
  }
}
