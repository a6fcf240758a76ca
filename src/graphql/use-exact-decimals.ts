import {
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  Kind,
  parse,
  typeFromAST,
} from 'graphql'
import type { GraphQLParams, Plugin } from 'graphql-yoga'
import { mayLoseDigits, parseExactly } from '../json/exact-json.ts'

/**
 * Gives `Decimal` variables that were written as JSON numbers their source text, where a float would round them: the
 * scalar sees what was sent, and takes or refuses it. All other types see the number that they always see.
 * @param textOf The body of a request as it came.
 */
export function useExactDecimals(
  schema: GraphQLSchema,
  textOf: (request: Request) => string | undefined,
  maxTokens: number,
): Plugin {
  return {
    onRequestParse: ({ request }) => ({
      onRequestParseDone({ requestParserResult: params, setRequestParserResult }) {
        const text = textOf(request)
        if (text === undefined || Array.isArray(params) || params.query === undefined) return
        if (params.variables === undefined || !mayLoseDigits(text)) return
        const exact = fieldOf(readExactly(text), 'variables')
        setRequestParserResult({ ...params, variables: exactVariables(schema, params, exact, maxTokens) })
      },
    }),
  }
}

function readExactly(text: string): unknown {
  try {
    return parseExactly(text)
  } catch {
    throw new GraphQLError('The variables nest too deep.', { extensions: { code: 'BAD_USER_INPUT' } })
  }
}

function exactVariables(schema: GraphQLSchema, params: GraphQLParams, exact: unknown, maxTokens: number) {
  const variables: Record<string, unknown> = { ...params.variables }
  for (const [name, type] of variableTypes(schema, params, maxTokens))
    if (Object.hasOwn(variables, name)) variables[name] = exactValue(type, variables[name], fieldOf(exact, name))
  return variables
}

/** Those of the operation that is asked for; none of a query that cannot be read, which is refused later. */
function variableTypes(schema: GraphQLSchema, { query = '', operationName }: GraphQLParams, maxTokens: number) {
  try {
    return parse(query, { maxTokens }).definitions.flatMap((definition): [string, GraphQLInputType][] => {
      if (definition.kind !== Kind.OPERATION_DEFINITION) return []
      if (operationName != null && definition.name?.value !== operationName) return []
      return (definition.variableDefinitions ?? []).flatMap(({ variable, type: node }) => {
        const type = typeFromAST(schema, node)
        return isInputType(type) ? [[variable.name.value, type]] : []
      })
    })
  } catch {
    return []
  }
}

function exactValue(wanted: GraphQLInputType, value: unknown, exact: unknown): unknown {
  const type = getNullableType(wanted)
  if (isListType(type))
    return Array.isArray(value)
      ? value.map((item: unknown, place) =>
          exactValue(type.ofType, item, Array.isArray(exact) ? exact[place] : undefined),
        )
      : exactValue(type.ofType, value, exact)
  if (isInputObjectType(type) && typeof value === 'object' && value !== null) {
    const fields = type.getFields()
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => {
        const field = fields[name]
        return [name, field === undefined ? child : exactValue(field.type, child, fieldOf(exact, name))]
      }),
    )
  }
  const isRounded = 'name' in type && type.name === 'Decimal' && typeof value === 'number' && typeof exact === 'string'
  return isRounded ? exact : value
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}
