import { createClient } from '@clickhouse/client'
import { databaseErrorCode } from '../sql/database-error.ts'
import { log, statedSettings } from './client-settings.ts'
import { EngineError } from './embedded.ts'

/** The user's settings profile has a lower maximum, holds the setting fast, or lets none be changed (`READONLY`). */
const refusals = ['452', '164']
const unknownSetting = '115'

/**
 * Those of the settings, each as `name = value`, that the profile of the database user refuses.
 * @param ask Sends a query of its own.
 */
export async function refusedAmong(
  settings: readonly string[],
  ask: (query: string) => Promise<unknown>,
): Promise<string[]> {
  async function isTaken(some: readonly string[]): Promise<boolean> {
    try {
      await ask(`SELECT 1 AS one SETTINGS ${some.join(', ')}`)
      return true
    } catch (error) {
      if (refusals.includes(databaseErrorCode(error) ?? '')) return false
      throw error
    }
  }
  if (await isTaken(settings)) return []
  const refused: string[] = []
  for (const one of settings) if (!(await isTaken([one]))) refused.push(one)
  return refused
}

/**
 * Each request carries the settings of a session, so that where one is refused all fail alike: what the first of them
 * failed of.
 * @returns undefined when it was something else.
 */
export async function settingsFailure(
  credentials: { url: string; username: string; password: string },
  cause: unknown,
): Promise<EngineError | undefined> {
  const code = databaseErrorCode(cause) ?? ''
  const at = `ClickHouse at ${new URL(credentials.url).origin}`
  if (code === unknownSetting)
    return new EngineError(`${at} is too old: it does not know all settings that are needed (docs/operations.md).`, {
      cause,
    })
  if (!refusals.includes(code)) return undefined
  const client = createClient({ ...credentials, log })
  const refused = await refusedAmong(statedSettings, (query) => client.command({ query })).finally(() => client.close())
  if (refused.length === 0) return undefined
  return new EngineError(
    `The settings profile of the user ${credentials.username} on ${at} refuses ${refused.join(', ')}, without which answers would be others. Let it allow these values (docs/clickhouse-user.md).`,
    { cause },
  )
}
