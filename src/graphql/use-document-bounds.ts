import { GraphQLError, Kind, type ValidationRule } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { errorTable } from '../errors.ts'
import { requestError } from './request-error.ts'

/** Parsed documents, and those that failed, are kept by their text: long ones would fill the memory. */
const maxCharacters = 50_000
const maxOperations = 20

/** Bounds what a document may be before it is parsed, and how many operations it may bring along. */
export function useDocumentBounds(): Plugin {
  return {
    onParams({ params }) {
      const length = typeof params.query === 'string' ? params.query.length : 0
      if (length > maxCharacters) throw requestError('QUERY_TOO_COMPLEX', tooMuch('Characters', length, maxCharacters))
    },
    onValidate({ addValidationRule }) {
      addValidationRule(operationCountRule)
    },
  }
}

const operationCountRule: ValidationRule = (context) => ({
  Document({ definitions }) {
    const count = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length
    if (count > maxOperations)
      context.reportError(
        new GraphQLError(tooMuch('Operations', count, maxOperations), { extensions: { code: 'QUERY_TOO_COMPLEX' } }),
      )
  },
})

const tooMuch = (what: string, found: number, allowed: number) =>
  `${errorTable.QUERY_TOO_COMPLEX.message} ${what}: ${found}, at most ${allowed}.`
