import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql'
import { collectSubfields } from 'graphql/execution/collectFields.js'
import { statementColumns } from '../sql/generated.ts'
import type { Column, StatementName } from '../sql/run.ts'

/** What a field says about the row behind it: `extensions: needs(…)` in the schema. */
export type ColumnNeeds = {
  columns?: readonly string[]
  /** The field's object is a view of the same row: its fields' needs count too. */
  sameRow?: boolean
}

/** Columns that a field reads from its parent's row, checked against the statement that yields it. */
export function needs<N extends StatementName>(...columns: Column<N>[]): ColumnNeeds {
  return { columns }
}

/**
 * The columns of a statement that the selection under this field needs. Fields are collected by graphql-js itself, so
 * fragments, merged fields, aliases, `@skip` and `@include` count exactly as in execution. Connections are looked
 * through.
 */
export function selectedColumns<N extends StatementName>(info: GraphQLResolveInfo, statement: N): Column<N>[] {
  const selected = new Set<string>()
  const type = getNamedType(info.returnType)
  const types = isAbstractType(type) ? info.schema.getPossibleTypes(type) : isObjectType(type) ? [type] : []
  for (const one of types) collect(info, one, info.fieldNodes, selected)
  const known: readonly Column<N>[] = statementColumns[statement]
  return known.filter((column) => selected.has(column))
}

function collect(
  info: GraphQLResolveInfo,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  into: Set<string>,
): void {
  const fields = collectSubfields(info.schema, info.fragments, info.variableValues, type, [...nodes])
  for (const [, fieldNodes] of fields) {
    const field = type.getFields()[fieldNodes[0]?.name.value ?? '']
    if (field === undefined) continue // __typename
    const { columns, sameRow }: ColumnNeeds = field.extensions
    for (const column of columns ?? []) into.add(column)
    const child = getNamedType(field.type)
    if (isObjectType(child) && (sameRow || isPartOfConnection(type))) collect(info, child, fieldNodes, into)
  }
}

const isPartOfConnection = (type: GraphQLObjectType) => /(Connection|Edge)$/.test(type.name)
