/**
 * A time zone by the name that the engine knows, which minds the case: `europe/oslo` is Europe/Oslo. `undefined` for
 * what is none; an offset such as +01:00, which JavaScript takes, is none there.
 */
export function timeZoneName(text: string): string | undefined {
  try {
    const name = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
    return /^[+-]/.test(name) ? undefined : name
  } catch {
    return undefined
  }
}
