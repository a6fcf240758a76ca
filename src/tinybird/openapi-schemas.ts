import type { Pipe, PipeColumn, PipeParameter } from './pipe.ts'

export type Schema = { [key: string]: unknown }

/** The JSON of a value of this ClickHouse type. */
function columnSchema({ type, description }: PipeColumn): Schema {
  const about = description === undefined ? {} : { description }
  const nullable = /^Nullable\((.+)\)$/.exec(type)?.[1]
  if (nullable !== undefined) {
    const { type: inner, ...rest } = columnSchema({ name: '', type: nullable })
    return { type: [inner, 'null'], ...rest, ...about }
  }
  const item = /^Array\((.+)\)$/.exec(type)?.[1]
  if (item !== undefined) return { type: 'array', items: columnSchema({ name: '', type: item }), ...about }
  if (/^U?Int/.test(type)) return { type: 'integer', ...(type.startsWith('U') ? { minimum: 0 } : {}), ...about }
  if (/^Float/.test(type)) return { type: 'number', ...about }
  if (type === 'Bool') return { type: 'boolean', ...about }
  if (type === 'Date') return { type: 'string', format: 'date', ...about }
  if (type.startsWith('DateTime64')) return { type: 'string', examples: ['2026-01-31 10:00:00.000000'], ...about }
  if (type === 'DateTime') return { type: 'string', examples: ['2026-01-31 10:00:00'], ...about }
  return { type: 'string', ...about }
}

export function parameterSchema({ type, time, values, minimum, maximum, ...parameter }: PipeParameter): Schema {
  return {
    ...(type === 'Int32'
      ? { type: 'integer', format: 'int32' }
      : type === 'UInt8'
        ? { type: 'integer' }
        : { type: 'string' }),
    ...(type === 'UInt8' ? { enum: [0, 1] } : {}),
    ...(time ? { examples: ['2026-01-31'] } : {}),
    ...(values === undefined ? {} : { enum: values }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(parameter.default === undefined ? {} : { default: parameter.default }),
  }
}

/** The envelope around the rows of a pipe. */
export function envelopeSchema({ columns }: Pipe): Schema {
  return {
    type: 'object',
    required: ['meta', 'data', 'rows', 'statistics'],
    properties: {
      meta: {
        type: 'array',
        description: 'The columns, also of an empty answer.',
        items: {
          type: 'object',
          required: ['name', 'type'],
          properties: { name: { type: 'string' }, type: { type: 'string', description: 'ClickHouse type.' } },
        },
      },
      data: {
        type: 'array',
        items: {
          type: 'object',
          required: columns.map(({ name }) => name),
          properties: Object.fromEntries(columns.map((column) => [column.name, columnSchema(column)])),
        },
      },
      rows: { type: 'integer', description: 'Rows of this answer.' },
      rows_before_limit_at_least: { type: 'integer', description: 'Rows without limit and offset, exactly.' },
      statistics: {
        type: 'object',
        required: ['elapsed', 'rows_read', 'bytes_read'],
        properties: {
          elapsed: { type: 'number', description: 'Seconds.' },
          rows_read: { type: 'integer' },
          bytes_read: { type: 'integer' },
        },
      },
    },
  }
}
