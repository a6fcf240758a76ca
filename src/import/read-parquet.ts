import {
  asyncBufferFromFile,
  type Compressors,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet'
import { compressors as knownCompressors } from 'hyparquet-compressors'
import { mayLoseDigits } from '../json/exact-json.ts'
import type { JsonObject, JsonValue } from '../json/json-value.ts'
import { isGzip } from './byte-stream.ts'
import { decimalText, exactDecimals } from './parquet-decimals.ts'
import { timeColumnsOf, timeOfDayText } from './parquet-times.ts'
import type { RowSource } from './row.ts'
import { utf8Text } from './utf8.ts'

const parsers = {
  /** What is not UTF-8 stays apart from other such bytes. */
  stringFromBytes: (bytes: Uint8Array) =>
    bytes && (utf8Text(Buffer.from(bytes)) ?? Buffer.from(bytes).toString('base64')),
}

/** Of a page without values there is nothing to unpack; some decompressors fail at it. */
const compressors: Compressors = Object.fromEntries(
  Object.entries(knownCompressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, length: number) => (length === 0 ? new Uint8Array() : decompress(input, length)),
  ]),
)

/**
 * The rows of a Parquet file, one row group in memory at a time; groups that are skipped are not read.
 * @param isIgnored Columns that are not read at all.
 */
export async function openParquet(path: string, isIgnored?: (column: string) => boolean): Promise<RowSource> {
  const file = await asyncBufferFromFile(path)
  if (file.byteLength < leastBytes) throw new Error('This is no Parquet file: it is too short for one.')
  if (await isGzip(path)) throw new Error('Parquet is compressed inside. Unpack the file first: gunzip.')
  const stored = await parquetMetadataAsync(file)
  const timeColumns = timeColumnsOf(stored)
  const { metadata, decimalColumns } = exactDecimals(stored)
  const columns = parquetSchema(metadata).children.flatMap(({ element: { name } }) => (isIgnored?.(name) ? [] : [name]))

  async function read(rowStart: number, rowEnd: number): Promise<Record<string, unknown>[]> {
    const options = { file, metadata, rowStart, rowEnd, compressors, parsers, utf8: false }
    try {
      return await parquetReadObjects({ ...options, columns })
    } catch (error) {
      // The reader does not say which column it was.
      for (const column of columns)
        await parquetReadObjects({ ...options, columns: [column] }).catch((cause: unknown) => {
          const hint = isIgnored === undefined ? '' : ` Leave it out: --map ${column}=ignore.`
          throw new Error(`The column ${column} cannot be read: ${messageOf(cause)}.${hint}`, { cause })
        })
      throw error
    }
  }

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
        for (const record of await read(rowStart, rowEnd)) {
          done++
          const row = jsonColumns(record)
          for (const [name, scale] of decimalColumns)
            if (Object.hasOwn(row, name)) row[name] = jsonDecimal(decimalText(record[name], scale))
          for (const [name, digits] of timeColumns)
            if (Object.hasOwn(row, name)) row[name] = timeOfDayText(record[name], digits) ?? null
          yield { columns: row, text: () => JSON.stringify(row) }
        }
      }
    },
  }
}

/** A magic word at both ends, and the length of what stands before the last. */
const leastBytes = 12

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

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
