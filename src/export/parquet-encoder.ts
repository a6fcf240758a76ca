import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer'
import type { Encoder } from './encoder.ts'
import type { ColumnKind, ExportColumns } from './export-table.ts'

/** One row group per page, so that no more than a page is held. */
export function createParquetEncoder(columns: ExportColumns): Encoder {
  const entries = Object.entries(columns)
  const bytes = new ByteWriter()
  const schema = [
    { name: 'root', num_children: entries.length },
    ...entries.map(([name, kind]): SchemaElement => ({ name, repetition_type: 'OPTIONAL', ...elements[kind] })),
  ]
  const file = new ParquetWriter({ writer: bytes, schema, createdBy: 'attrigraph' })

  function taken(): Uint8Array<ArrayBuffer> {
    const written = bytes.getBytes().slice()
    bytes.index = 0
    return written
  }

  return {
    page(rows) {
      if (rows.length > 0)
        file.write({
          rowGroupSize: rows.length,
          columnData: entries.map(([name, kind]) => ({
            name,
            data: rows.map((row) => storedValue(kind, row[name])),
            offsetIndex: false,
          })),
        })
      return taken()
    },
    end() {
      file.finish()
      return taken()
    },
  }
}

/** Digits after the point of every decimal, as the tables keep them. */
const scale = 9
const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const
const elements: Readonly<Record<ColumnKind, Omit<SchemaElement, 'name'>>> = {
  text,
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  date: { type: 'INT32', converted_type: 'DATE' },
  decimal: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, converted_type: 'DECIMAL', precision: 38, scale },
  // Their text: what reads JSON columns would read it as floats.
  json: text,
  structure: text,
}

function storedValue(kind: ColumnKind, value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  switch (kind) {
    case 'integer':
      return BigInt(String(value))
    case 'time':
      return new Date(String(value))
    case 'date':
      return new Date(`${String(value)}T00:00:00Z`)
    case 'decimal':
      return unscaled(String(value))
    case 'structure':
      return JSON.stringify(value)
    default:
      return value
  }
}

function unscaled(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.')
  return BigInt(whole + fraction.padEnd(scale, '0'))
}
