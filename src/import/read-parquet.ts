import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { mayLoseDigits } from '../json/exact-json.ts'
import type { JsonObject, JsonValue } from '../json/json-value.ts'
import { decimalText, exactDecimals } from './parquet-decimals.ts'
import type { RowSource } from './row.ts'

/** The rows of a Parquet file, one row group in memory at a time; groups that are skipped are not read. */
export async function openParquet(path: string): Promise<RowSource> {
  const file = await asyncBufferFromFile(path)
  const { metadata, decimalColumns } = exactDecimals(await parquetMetadataAsync(file))
  const total = Number(metadata.num_rows)
  let done = 0
  return {
    format: 'parquet',
    size: file.byteLength,
    position: () => (total === 0 ? file.byteLength : Math.floor((file.byteLength * done) / total)),
    async *rows(skip) {
      let groupStart = 0
      for (const group of metadata.row_groups) {
        const rowEnd = groupStart + Number(group.num_rows)
        const rowStart = Math.max(groupStart, skip)
        groupStart = rowEnd
        done = rowStart
        if (rowStart >= rowEnd) continue
        const records = await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors, utf8: false })
        for (const record of records) {
          done++
          const columns = jsonColumns(record)
          for (const [name, scale] of decimalColumns) columns[name] = jsonDecimal(decimalText(record[name], scale))
          yield { columns, text: () => JSON.stringify(columns) }
        }
      }
    },
  }
}

function jsonColumns(record: Record<string, unknown>): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, jsonValue(value)]))
}

/** As for 64-bit integers: a number where that is exact. */
function jsonDecimal(text: string | undefined): JsonValue {
  if (text === undefined) return null
  return mayLoseDigits(text) ? text : Number(text)
}

/** Parquet knows times, 64-bit integers and bytes; JSON says them as ISO text, number or digits, and base64. */
function jsonValue(value: unknown): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(jsonValue)
  if (typeof value === 'object') return jsonColumns({ ...value })
  return null
}
