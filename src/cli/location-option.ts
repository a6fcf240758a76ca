import { isLocationId, locationIdForm } from '../auth/location-id.ts'

/** The value of `--location`. @throws Error for what is no location id, as `$UNSET` in a script is none */
export function locationOption(text: string): string {
  if (!isLocationId(text)) throw new Error(`--location '${text}': expected ${locationIdForm}.`)
  return text
}
