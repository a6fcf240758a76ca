import {
  coerceInputValue,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isScalarType,
} from 'graphql'
import { GatewayError } from '../errors.ts'
import { schema } from '../schema/index.ts'

const numbers: readonly string[] = ['Int', 'Float', 'SafeInt']

/**
 * Reads a filter of the graph from query parameters, by the graph's own rules: `startedAfter=…&utmSource=a&utmSource=b`. Lists repeat the
 * parameter; objects are JSON.
 * @returns the filter as a resolver gets it.
 * @throws GatewayError BAD_USER_INPUT that names the parameter.
 */
export function filterArguments(inputType: string, query: URLSearchParams): unknown {
  const type = schema.getType(inputType)
  if (!isInputObjectType(type)) throw new Error(`${inputType} is no input type of the schema.`)
  const given: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(type.getFields()))
    if (query.has(name)) given[name] = argumentOf(name, query.getAll(name), field.type)
  return coerceInputValue(given, type, (path, _, error) => {
    throw new GatewayError('BAD_USER_INPUT', `${path.join('.')}: ${error.message}`)
  })
}

/** The names of a filter's parameters. */
export function filterNames(inputType: string): string[] {
  const type = schema.getType(inputType)
  return isInputObjectType(type) ? Object.keys(type.getFields()) : []
}

function argumentOf(name: string, texts: readonly string[], type: GraphQLInputType): unknown {
  if (isListType(getNullableType(type))) return texts.map((text) => single(name, text, type))
  const [text = '', second] = texts
  if (second !== undefined) throw new GatewayError('BAD_USER_INPUT', `${name}: give it once.`)
  return single(name, text, type)
}

function single(name: string, text: string, type: GraphQLInputType): unknown {
  const named = getNamedType(type)
  if (isInputObjectType(named) || (isScalarType(named) && named.name === 'JSONObject')) return json(name, text)
  if (numbers.includes(named.name) && text.trim() !== '') return Number(text)
  if (named.name === 'Boolean') return text === 'true' ? true : text === 'false' ? false : text
  return text
}

function json(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new GatewayError('BAD_USER_INPUT', `${name}: expected JSON.`)
  }
}
