import {
  coerceInputValue,
  type GraphQLInputObjectType,
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

/** Fields whose names mean something else in the URL, where `after` is a cursor. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  EventFilter: { after: 'occurredAfter', before: 'occurredBefore' },
}

/**
 * Reads a filter of the graph from query parameters, by the graph's own rules:
 * `startedAfter=…&utmSource=a&utmSource=b`. Lists repeat the parameter; objects are JSON.
 * @returns the filter as a resolver gets it.
 * @throws GatewayError BAD_USER_INPUT that names the parameter.
 */
export function filterArguments(inputType: string, query: URLSearchParams): unknown {
  const type = inputObject(inputType)
  const given: Record<string, unknown> = {}
  for (const [field, { type: wanted }] of Object.entries(type.getFields())) {
    const name = parameterOf(inputType, field)
    if (query.has(name)) given[field] = argumentOf(name, query.getAll(name), wanted)
  }
  return coerceInputValue(given, type, ([field, ...path], _, error) => {
    const place = [parameterOf(inputType, String(field)), ...path].join('.')
    throw new GatewayError('BAD_USER_INPUT', `${place}: ${error.message}`)
  })
}

/** The names of a filter's parameters. */
export const filterNames = (inputType: string): string[] =>
  Object.keys(inputObject(inputType).getFields()).map((field) => parameterOf(inputType, field))

const parameterOf = (inputType: string, field: string) => renamed[inputType]?.[field] ?? field

function inputObject(name: string): GraphQLInputObjectType {
  const type = schema.getType(name)
  if (!isInputObjectType(type)) throw new Error(`${name} is no input type of the schema.`)
  return type
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
