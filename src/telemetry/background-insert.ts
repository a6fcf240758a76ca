import type { InsertRow, InsertRows } from '../ingest/insert-rows.ts'
import type { Logger } from '../log.ts'
import type { Tables } from '../sql/generated.ts'

export interface BackgroundInsertDeps {
  insert: InsertRows
  log: Logger
  flushMs?: number | undefined
  /** Hears of rows that could not be inserted and are kept. */
  onRetry?: (() => void) | undefined
}

export interface BackgroundInsert {
  /** There is something to take. */
  wake(): void
  /** Inserts what is left; resolves when it is stored, or could not be. */
  close(): Promise<void>
}

/**
 * Inserts what `take` yields once a second, out of the way of whoever made the rows. Rows that could not be inserted
 * are sent again as they were, before any others: the engine recognises an insert that it had taken after all.
 */
export function createBackgroundInsert<T extends keyof Tables>(
  table: T,
  take: () => readonly InsertRow<T>[],
  { insert, log, flushMs = 1_000, onRetry }: BackgroundInsertDeps,
): BackgroundInsert {
  let unsent: readonly InsertRow<T>[] = []
  let awake = false
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      flush()
    }, flushMs).unref()
  }

  function flush(): Promise<void> {
    sending ??= send().finally(() => {
      sending = undefined
      if (awake || unsent.length > 0) schedule()
    })
    return sending
  }

  async function send(): Promise<void> {
    if (unsent.length === 0) {
      awake = false
      unsent = take()
    }
    try {
      await insert(table, unsent)
      unsent = []
    } catch (error) {
      onRetry?.()
      log.warn({ err: error, table, rows: unsent.length }, 'rows could not be stored and are kept')
    }
  }

  return {
    wake() {
      awake = true
      schedule()
    },
    async close() {
      // The one on its way, then what came meanwhile.
      await flush()
      if (awake && unsent.length === 0) await flush()
      clearTimeout(timer)
    },
  }
}
