import type { ReadVolume } from './sql.ts'

/** The engine names the columns once, and sends values in their order. */
export function toRow<T>(columns: readonly { name: string }[], values: readonly unknown[]): T {
  const row: Record<string, unknown> = {}
  for (let index = 0; index < columns.length; index++) row[columns[index]?.name ?? ''] = values[index]
  // As generated from the engine's description of the statement.
  return row as T
}

/** FORMAT JSON ends with what was read; the other formats do not tell. */
export function volumeIn(json: Buffer): ReadVolume {
  const [, rows = 0, bytes = 0] =
    /"rows_read":\s*(\d+),\s*"bytes_read":\s*(\d+)\s*\}\s*\}\s*$/.exec(json.subarray(-200).toString('latin1')) ?? []
  return { rows: Number(rows), bytes: Number(bytes) }
}
