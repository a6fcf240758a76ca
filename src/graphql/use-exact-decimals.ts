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
import { mayLoseDigits, parseExactly } from '../exact-json.ts'

/**
 * Gives `Decimal` variables that were written as JSON numbers their source text, where a float would round them: the scalar sees what was
 * sent, and takes or refuses it. All other types see the number that they always see.
 */
export function useExactDecimals(schema: GraphQLSchema, maxTokens: number): Plugin {
  return {
    onRequestParse({ requestParser, setRequestParser, fetchAPI }) {
      if (requestParser === undefined) return
      setRequestParser(async (request) => {
        if (request.method !== 'POST') return requestParser(request)
        const text = await request.text()
        const { url, headers, signal } = request
        const copy = new fetchAPI.Request(url, { method: 'POST', headers, body: text, signal })
        const params = await requestParser(copy)
        if (params instanceof Response || Array.isArray(params)) return params
        if (params.query === undefined || params.variables === undefined || !mayLoseDigits(text)) return params
        const exact = fieldOf(readExactly(text), 'variables')
        return { ...params, variables: exactVariables(schema, params, exact, maxTokens) }
      })
    },
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
