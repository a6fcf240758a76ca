import { createClient } from '@clickhouse/client'
import { databaseErrorCode } from '../sql/database-error.ts'
import { log, sessionSettings } from './client-settings.ts'
import { EngineError, NoDatabaseError } from './embedded.ts'
import { settingsFailure } from './refused-settings.ts'

/**
 * Creates the database where there is none. Where there is one, the user needs no right to create any.
 * @throws NoDatabaseError when there is none and none is to be created; EngineError when the user cannot work there,
 * with the reason.
 */
export async function assureDatabase(
  credentials: { url: string; username: string; password: string },
  database: string,
  create: boolean,
): Promise<void> {
  const missing = await command({ ...credentials, database }, 'SELECT 1').then(
    () => false,
    async (cause: unknown) => {
      if (databaseErrorCode(cause) === unknownDatabase) return true
      throw (
        (await settingsFailure(credentials, cause)) ??
        new EngineError(
          `ClickHouse at ${new URL(credentials.url).origin} did not answer or refused the user ${credentials.username}. Check CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.`,
          { cause },
        )
      )
    },
  )
  if (!missing) return
  if (!create)
    throw new NoDatabaseError(`There is no database ${database} on ClickHouse at ${new URL(credentials.url).origin}.`)
  try {
    await command({ ...credentials, database: 'default' }, `CREATE DATABASE IF NOT EXISTS ${database}`)
  } catch (cause) {
    throw (
      (await settingsFailure(credentials, cause)) ??
      new EngineError(
        `There is no database ${database}, and the user ${credentials.username} may not create one. Run \`attrigraph migrate\` as a user who may.`,
        { cause },
      )
    )
  }
}

const unknownDatabase = '81'

async function command(credentials: Parameters<typeof createClient>[0], query: string): Promise<void> {
  const client = createClient({ ...credentials, log, clickhouse_settings: sessionSettings })
  try {
    await client.command({ query })
  } finally {
    await client.close()
  }
}
