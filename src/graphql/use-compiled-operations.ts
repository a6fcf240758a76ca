import { useGraphQlJit } from '@envelop/graphql-jit'
import {
  BREAK,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getVariableValues,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type TypeNode,
  typeFromAST,
  visit,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { PersistedOperations } from './persisted-operations.ts'

/**
 * Compiles registered queries when they are asked for the first time: of a large answer, most of the gateway's own work
 * is to go through its fields. All other documents are interpreted, for what strangers send would be compiled once and
 * kept; and so are those that the compiler misreads, of which `isReadRight` knows. The answers are the same, but that
 * errors tell no place in the text, and that the fields of an object may come in another order.
 */
export function useCompiledOperations(operations: PersistedOperations): Plugin {
  const registered: ReadonlySet<string> = new Set(operations.values())
  const queries = new WeakMap<DocumentNode, OperationDefinitionNode | 'interpreted'>()
  const compiledQueryOf = (schema: GraphQLSchema, document: DocumentNode): OperationDefinitionNode | 'interpreted' => {
    const query = registered.has(document.loc?.source.body ?? '') ? onlyQueryIn(document) : undefined
    return query !== undefined && isReadRight(schema, document) ? query : 'interpreted'
  }

  const { onExecute } = useGraphQlJit(
    {},
    {
      enableIf: ({ schema, document, variableValues }) => {
        const query = queries.get(document) ?? compiledQueryOf(schema, document)
        queries.set(document, query)
        return query !== 'interpreted' && fits(schema, query, variableValues ?? {})
      },
    },
  )
  return { onExecute: (event) => onExecute?.(event) }
}

/**
 * What is compiled is kept by the document alone, whatever the name of the operation: so a document of several is none.
 */
function onlyQueryIn({ definitions }: DocumentNode): OperationDefinitionNode | undefined {
  const [only, ...others] = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  if (others.length > 0 || only?.kind !== Kind.OPERATION_DEFINITION) return undefined
  return only.operation === OperationTypeNode.QUERY ? only : undefined
}

/**
 * graphql-jit 0.8 leaves out variables within an object or a list of the text, fails for defaults of non-null variables
 * and of scalars that are not JSON, and loses fields of fragments that are spread under several conditions. Each would
 * be a wrong answer.
 */
function isReadRight(schema: GraphQLSchema, document: DocumentNode): boolean {
  let isRight = true
  const isWrong = () => {
    isRight = false
    return BREAK
  }
  visit(document, {
    Directive: isWrong,
    ObjectField: ({ value }) => (value.kind === Kind.VARIABLE ? isWrong() : undefined),
    ListValue: ({ values }) => (values.some(({ kind }) => kind === Kind.VARIABLE) ? isWrong() : undefined),
    VariableDefinition: ({ type, defaultValue }) =>
      defaultValue === undefined || hasPlainDefault(schema, type) ? undefined : isWrong(),
  })
  return isRight
}

function hasPlainDefault(schema: GraphQLSchema, type: TypeNode): boolean {
  const wanted = typeFromAST(schema, type)
  if (wanted === undefined || isNonNullType(wanted)) return false
  const named = getNamedType(wanted)
  return isEnumType(named) || (isScalarType(named) && isSpecifiedScalarType(named))
}

/**
 * What does not fit the types is left to the interpreter, which refuses it in the words that all know, and so is what
 * the compiler would misread.
 */
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

/**
 * The compiler gives fields of input objects no defaults; and whether it takes one value for a list of one is not
 * relied upon.
 */
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
