import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProgress } from '../../src/cli/progress.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { readConfig } from '../../src/config.ts'
import { generate } from './generate.ts'

export interface DataSetOptions {
  /** How many events are made where there are none. */
  events: number
  /** A directory that keeps them for the next run; without it they are removed at the end. */
  keep?: string | undefined
}

export interface OpenDataSet extends AsyncDisposable {
  /** `DATA_DIR` of a gateway over them. */
  directory: string
}

/** Generated data in a directory of their own, made unless they are there from an earlier run. */
export async function openDataSet({ events, keep }: DataSetOptions): Promise<OpenDataSet> {
  const directory = keep ?? mkdtempSync(join(tmpdir(), 'attrigraph-bench-'))
  const clickhouse = await createClickHouse(readConfig({ DATA_DIR: directory, QUERY_TIMEOUT_MS: '600000' }))
  try {
    await migrate(clickhouse)
    const result = await clickhouse.client.query({ query: 'SELECT count() AS n FROM events', format: 'JSONEachRow' })
    const [row] = await result.json<{ n: string }>()
    if (Number(row?.n ?? 0) === 0) {
      const progress = createProgress({ label: 'Generating events', total: events })
      await generate(clickhouse, events, {
        onProgress: (share) =>
          progress.update(share * events, `${Math.round(share * events).toLocaleString('en')} events`),
      })
      progress.stop()
    }
  } finally {
    await clickhouse.close()
  }
  return {
    directory,
    async [Symbol.asyncDispose]() {
      if (keep === undefined) rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** `1m`, `10m`, `200k` or a plain number. */
export function parseCount(text: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([km]?)$/i.exec(text) ?? []
  if (digits === undefined) throw new Error(`Expected a number of events such as 1m, not ${text}.`)
  const factor =
    new Map([
      ['', 1],
      ['k', 1_000],
      ['m', 1_000_000],
    ]).get(unit.toLowerCase()) ?? 1
  return Math.round(Number(digits) * factor)
}
