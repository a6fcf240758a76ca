import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  Kind,
  typeFromAST,
  visit,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { GatewayError } from '../errors.ts'
import { requestError } from './request-error.ts'

const inputBounds = {
  /** Of a list; a type may allow more of its own kind: `extensions: { maxItems }`. */
  items: 1_000,
  /** Of one text. */
  characters: 4_000,
  /** Of all texts of one list: together they are one parameter of a query. */
  listBytes: 100_000,
  /** Levels of a value. */
  depth: 16,
}

/**
 * Bounds every argument, in the document and in the variables, before anything is resolved. It looks at each request:
 * validation is kept by document, and would let other variables pass.
 */
export function useInputBounds(): Plugin {
  const checked = new WeakSet<DocumentNode>()

  function refused(args: ExecutionArgs) {
    try {
      if (!checked.has(args.document)) assertDocument(args.document)
      checked.add(args.document)
      assertVariables(args)
      return undefined
    } catch (error) {
      // As a request: Yoga would take an error with a cause for a failure of ours, and answer 500.
      if (error instanceof GatewayError) return requestError(error.code, error.message)
      throw error
    }
  }
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const error = refused(args)
      if (error instanceof GraphQLError) setResultAndStopExecution({ errors: [error] })
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const error = refused(args)
      if (error instanceof GraphQLError) setResultAndStopExecution({ errors: [error] })
    },
  }
}

function assertDocument(document: DocumentNode): void {
  visit(document, {
    Argument(argument) {
      visit(argument.value, {
        ListValue({ values }) {
          assertItems(argument.name.value, values.length, inputBounds.items)
          const bytes = values.reduce((sum, one) => sum + (one.kind === Kind.STRING ? byteLength(one.value) : 0), 0)
          assertListBytes(argument.name.value, bytes)
        },
        StringValue: ({ value }) => assertText(argument.name.value, value),
      })
    },
  })
}

function assertVariables({ schema, document, operationName, variableValues }: ExecutionArgs): void {
  const operation = document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .find(({ name }) => operationName == null || name?.value === operationName)
  for (const { variable, type } of operation?.variableDefinitions ?? []) {
    const name = variable.name.value
    const inputType = typeFromAST(schema, type)
    assertValue(`$${name}`, variableValues?.[name], isInputType(inputType) ? inputType : undefined, 0)
  }
}

function assertValue(path: string, value: unknown, type: GraphQLInputType | undefined, depth: number): void {
  if (depth > inputBounds.depth) throw badInput(path, `is nested deeper than ${inputBounds.depth} levels.`)
  const nullable = type === undefined ? undefined : getNullableType(type)
  if (typeof value === 'string') assertText(path, value)
  else if (Array.isArray(value)) {
    const itemType = isListType(nullable) ? nullable.ofType : undefined
    const { maxItems } = itemType === undefined ? {} : extensionsOf(itemType)
    assertItems(path, value.length, typeof maxItems === 'number' ? maxItems : inputBounds.items)
    const bytes = value.reduce((sum: number, one: unknown) => sum + (typeof one === 'string' ? byteLength(one) : 0), 0)
    assertListBytes(path, bytes)
    for (const [index, one] of value.entries()) assertValue(`${path}[${index}]`, one, itemType, depth + 1)
  } else if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(nullable) ? nullable.getFields() : {}
    const entries = Object.entries(value)
    assertItems(path, entries.length, inputBounds.items)
    for (const [name, one] of entries) {
      assertText(path, name)
      assertValue(`${path}.${name}`, one, fields[name]?.type, depth + 1)
    }
  }
}

const extensionsOf = (type: GraphQLInputType): Readonly<Record<string, unknown>> => {
  const nullable = getNullableType(type)
  return 'extensions' in nullable ? nullable.extensions : {}
}

const byteLength = (text: string) => Buffer.byteLength(text)

function assertItems(path: string, count: number, allowed: number): void {
  if (count > allowed) throw badInput(path, `${count} values are too many; at most ${allowed}.`)
}

function assertListBytes(path: string, bytes: number): void {
  if (bytes > inputBounds.listBytes)
    throw badInput(path, `${bytes} bytes of text are too many; at most ${inputBounds.listBytes}.`)
}

function assertText(path: string, text: string): void {
  if (text.length > inputBounds.characters) throw badInput(path, `at most ${inputBounds.characters} characters.`)
}

/** A path is cut: the names of a variable are the caller's. */
const badInput = (path: string, what: string) => new GatewayError('BAD_USER_INPUT', `${path.slice(0, 200)}: ${what}`)
