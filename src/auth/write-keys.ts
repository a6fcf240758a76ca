/** Finds the location that a write key writes to; `undefined` for an unknown key. */
export interface WriteKeys {
  locationOf(key: string): Promise<string | undefined>
}

/** Write keys that were configured (`WRITE_KEYS`) or generated for development. */
export function createStaticWriteKeys(locationByKey: ReadonlyMap<string, string>): WriteKeys {
  return { locationOf: async (key) => locationByKey.get(key) }
}
