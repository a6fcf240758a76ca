import { GraphQLError } from 'graphql'
import { type ErrorCode, errorTable } from '../errors.ts'

/**
 * Refuses a request as a whole, with the HTTP status of its code. Not for resolvers: other fields may have answered.
 */
export function requestError(code: ErrorCode, message: string, status: number = errorTable[code].status): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status } } })
}
