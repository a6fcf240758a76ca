import { useGraphQlJit } from '@envelop/graphql-jit'
import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  getVariableValues,
  isInputObjectType,
  isInputType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  typeFromAST,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { PersistedOperations } from './persisted-operations.ts'

/**
 * Compiles registered queries when they are asked for the first time: of a large answer, most of the gateway's own work is to go through
 * its fields. All other documents are interpreted, for what strangers send would be compiled once and kept. The answers are the
 * same, but that errors tell no place in the text.
 */
export function useCompiledOperations(operations: PersistedOperations): Plugin {
  const registered: ReadonlySet<string> = new Set(operations.values())
  const queryOf = (document: DocumentNode): OperationDefinitionNode | undefined =>
    registered.has(document.loc?.source.body ?? '') ? onlyQueryIn(document) : undefined

  const { onExecute } = useGraphQlJit(
    {},
    {
      enableIf: ({ schema, document, variableValues }) => {
        const query = queryOf(document)
        return query !== undefined && fits(schema, query, variableValues ?? {})
      },
    },
  )
  return { onExecute: (event) => onExecute?.(event) }
}

/** What is compiled is kept by the document alone, whatever the name of the operation: so a document of several is none. */
function onlyQueryIn({ definitions }: DocumentNode): OperationDefinitionNode | undefined {
  const [only, ...others] = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  if (others.length > 0 || only?.kind !== Kind.OPERATION_DEFINITION) return undefined
  return only.operation === OperationTypeNode.QUERY ? only : undefined
}

/** What does not fit the types is left to the interpreter, which refuses it in the words that all know, and so is what the compiler would misread. */
function fits(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  if (getVariableValues(schema, variableDefinitions, variables).errors !== undefined) return false
  return variableDefinitions.every(({ variable, type: node }) => {
    const type = typeFromAST(schema, node)
    return !isInputType(type) || isWrittenOut(type, variables[variable.name.value])
  })
}

/** The compiler gives fields of input objects no defaults; and whether it takes one value for a list of one is not relied upon. */
function isWrittenOut(wanted: GraphQLInputType, value: unknown): boolean {
  if (value === undefined || value === null) return true
  const type = getNullableType(wanted)
  if (isListType(type)) return Array.isArray(value) && value.every((one: unknown) => isWrittenOut(type.ofType, one))
  if (!isInputObjectType(type)) return true
  return Object.values(type.getFields()).every(({ name, type, defaultValue }) => {
    const given: unknown = Reflect.get(Object(value), name)
    return given === undefined ? defaultValue === undefined : isWrittenOut(type, given)
  })
}
