import type { RawFormat } from '../sql/raw-select.ts'
import type { Column, Params, Sql, StatementName } from '../sql/run.ts'
import { withOwnStatistics } from './answer-statistics.ts'
import type { PipeValues } from './pipe-values.ts'

/** A parameter of a pipe. Whatever its type, it comes as text. */
export interface PipeParameter {
  name: string
  /** Other spellings of the same parameter. */
  aliases?: readonly string[]
  type: 'String' | 'Int32' | 'UInt8' | 'Date'
  /** A text that holds a date or a date-time. */
  time?: true
  /** A text that holds an id of a person. */
  id?: true
  description: string
  required?: true
  default?: string | number
  values?: readonly string[]
  minimum?: number
  maximum?: number
}

export interface PipeColumn {
  name: string
  /** As ClickHouse prints it. */
  type: string
  description?: string
}

/** What an answer depends on besides the parameters. */
export interface PipeContext {
  locationId: string
  /** Where the days of the location begin. */
  timeZone: string
  now: number
}

interface PipeRequest {
  values: PipeValues
  context: PipeContext
  format: RawFormat
  quote64BitIntegers: boolean
}

/** One pipe: routing, validation, meta, OpenAPI and docs derive from it. */
export interface Pipe {
  name: string
  aliases: readonly string[]
  description: string
  parameters: readonly PipeParameter[]
  columns: readonly PipeColumn[]
  answer(sql: Sql, request: PipeRequest): Promise<Buffer>
}

export interface PipeDefinition<N extends StatementName, C extends Column<N>> {
  name: string
  aliases?: readonly string[]
  description: string
  /** The statement of `src/sql/` that answers. */
  statement: N
  parameters: readonly PipeParameter[]
  columns: readonly (PipeColumn & { name: C })[]
  /** Unless `order_by` says otherwise; it stays the tie-breaker and tells any two rows apart. */
  order: readonly { column: C; direction: 'ASC' | 'DESC' }[]
  bind(values: PipeValues, context: PipeContext): Omit<Params<N>, 'location_ids'>
}

/** Ties the columns and bound parameters of a pipe to its statement, and forgets the statement's type. */
export function definePipe<N extends StatementName, C extends Column<N>>(pipe: PipeDefinition<N, C>): Pipe {
  const typeOf = new Map<string, string>(pipe.columns.map(({ name, type }) => [name, type]))
  const columns = pipe.columns.map(({ name }) => name)

  function orderOf(values: PipeValues) {
    const column = columns.find((name) => name === values.text('order_by'))
    if (column === undefined) return pipe.order
    const direction = values.text('order') === 'ASC' ? ('ASC' as const) : ('DESC' as const)
    return [{ column, direction }, ...pipe.order.filter((each) => each.column !== column)]
  }

  return {
    name: pipe.name,
    aliases: pipe.aliases ?? [],
    description: pipe.description,
    parameters: pipe.parameters,
    columns: pipe.columns,
    async answer(sql, { values, context, format, quote64BitIntegers }) {
      const limit = values.integer('limit')
      // The types of a statement's parameters are known only together with its name.
      const params = { ...pipe.bind(values, context), location_ids: [context.locationId] } as Params<N> & {
        location_ids: readonly string[]
      }
      const body = await sql.raw(pipe.statement, params, {
        format,
        quote64BitIntegers,
        columns,
        isNumeric: (column) => /^(Nullable\()?(U?Int|Float|Bool)/.test(typeOf.get(column) ?? ''),
        orderBy: orderOf(values),
        page: limit === undefined ? undefined : { limit, offset: values.integer('offset') ?? 0 },
      })
      return format === 'JSON' ? withOwnStatistics(body) : body
    },
  }
}
