import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { type ErrorCode, errorCodes, errorTable, GatewayError, toGraphQLError } from '../errors.ts'
import type { Logger } from '../log.ts'

/** Every error leaves with a code of the closed table; what nobody expected leaves masked, and is logged. */
export function useErrorCodes(log: Logger): { plugin: Plugin; maskError(error: unknown): Error } {
  function maskError(error: unknown): Error {
    const known = expected(error)
    if (known !== undefined) {
      if (known.code === 'INTERNAL_SERVER_ERROR' || known.code === 'UNAVAILABLE')
        log.error({ err: known.cause }, 'a query failed')
      return placed(toGraphQLError(known), error)
    }
    if (error instanceof GraphQLError && error.originalError == null) return error
    if (isWrongVariable(error)) return placed(badVariable(error), error)
    // The schema's own refusals: scopes, complexity, scalars.
    if (error instanceof GraphQLError && error.originalError instanceof GraphQLError && hasCode(error.originalError))
      return placed(error.originalError, error)
    log.error({ err: error instanceof GraphQLError ? error.originalError : error }, 'a resolver failed unexpectedly')
    return placed(toGraphQLError(new GatewayError('INTERNAL_SERVER_ERROR')), error)
  }

  return {
    maskError,
    plugin: {
      onParse:
        () =>
        ({ result, replaceParseResult }) => {
          // The parser calls itself at each level: some thousand of them are too many for the stack, within any limit
          // of tokens.
          if (result instanceof RangeError) replaceParseResult(toGraphQLError(new GatewayError('QUERY_TOO_COMPLEX')))
          else if (result instanceof GraphQLError) result.extensions.code ??= codeBefore(result, 'GRAPHQL_PARSE_FAILED')
        },
      onValidate:
        () =>
        ({ valid, result }) => {
          if (!valid)
            for (const error of result) error.extensions.code ??= codeBefore(error, 'GRAPHQL_VALIDATION_FAILED')
        },
      onResultProcess({ result }) {
        for (const one of Array.isArray(result) ? result : [result]) {
          if (!('errors' in one)) continue
          for (const error of one.errors ?? [])
            if (!hasCode(error)) error.extensions.code = codeBefore(error, 'BAD_USER_INPUT')
          // Nothing was executed: GraphQL over HTTP wants a status that says so, but for `application/json`.
          if (!('data' in one))
            for (const { extensions } of one.errors ?? [])
              if (extensions.http?.status === undefined)
                extensions.http = { ...extensions.http, ...refusedStatus(extensions.code) }
        }
      },
    },
  }
}

/** The limits on tokens, aliases and directives speak as parse errors; they are about size. */
function codeBefore(error: GraphQLError, otherwise: ErrorCode): ErrorCode {
  return /limit of \d+ exceeded/i.test(error.message) ? 'QUERY_TOO_COMPLEX' : otherwise
}

/**
 * Yoga moves it from the body into the response; `spec` leaves `application/json` its 200, where the fault is the
 * asker's.
 */
function refusedStatus(code: unknown) {
  const { status } = errorTable[errorCodes.find((one) => one === code) ?? 'BAD_USER_INPUT']
  return { status, spec: status < 500 }
}

const hasCode = ({ extensions }: GraphQLError) => typeof extensions.code === 'string' && extensions.code in errorTable

/**
 * A value does not fit the type of its variable, which shows before anything is resolved, so without a path; or it is
 * null where an argument takes none, of which the place in the text is known. A result that does not fit its type has
 * neither of the two.
 */
const isWrongVariable = (error: unknown): error is GraphQLError =>
  error instanceof GraphQLError &&
  error.originalError instanceof GraphQLError &&
  (error.path === undefined || error.originalError.nodes !== undefined) &&
  !hasCode(error.originalError)

const messageMaxLength = 500

function badVariable({ message }: GraphQLError): GraphQLError {
  // The value stands in the message, however long it is.
  return toGraphQLError(new GatewayError('BAD_USER_INPUT', message.slice(0, messageMaxLength).toWellFormed()))
}

function expected(error: unknown): GatewayError | undefined {
  if (error instanceof GatewayError) return error
  return error instanceof GraphQLError && error.originalError instanceof GatewayError ? error.originalError : undefined
}

/** Keeps where in the query the error happened. */
function placed(clean: GraphQLError, at: unknown): GraphQLError {
  if (!(at instanceof GraphQLError)) return clean
  return new GraphQLError(clean.message, {
    extensions: clean.extensions,
    ...(at.nodes === undefined ? {} : { nodes: at.nodes }),
    ...(at.path === undefined ? {} : { path: at.path }),
  })
}
