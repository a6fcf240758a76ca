import type { Config } from '../config.ts'
import { databaseErrorCode } from '../sql/database-error.ts'

/** For commands that can ask a gateway. */
export const goThrough = 'If a gateway is running on this data, go through it: --url and --token.'

/** For commands that can send to a gateway. */
export const importThrough = 'If a gateway is running on this data, import through it: --url and --key.'

/**
 * Opens the database of a command. The embedded engine belongs to one process, mostly a running gateway: when it cannot
 * be opened, the advice says the way that is left. A server is no such case, and what it refused is told as it is.
 */
export async function orAdvise<T>({ embedded }: Config, advice: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    if (!embedded || databaseErrorCode(error) !== undefined) throw error
    const message = error instanceof Error ? error.message : String(error)
    throw new Error(`${message}\n${advice}`, { cause: error })
  }
}
