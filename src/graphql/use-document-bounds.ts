import { type DocumentNode, GraphQLError, Kind, type ValidationRule } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { errorTable } from '../errors.ts'
import { breadthOf } from './breadth-of.ts'
import { requestError } from './request-error.ts'

/** Parsed documents, and those that failed, are kept by their text: long ones would fill the memory. */
const maxCharacters = 50_000
const maxOperations = 20

/**
 * Bounds what a document may be before it is parsed, how many operations it may bring along, and how many fields are
 * validated: that compares fields of one name with each other, which takes a second for some thousand.
 */
export function useDocumentBounds(maxBreadth: number): Plugin {
  return {
    onParams({ params }) {
      const length = typeof params.query === 'string' ? params.query.length : 0
      if (length > maxCharacters) throw requestError('QUERY_TOO_COMPLEX', tooMuch('Characters', length, maxCharacters))
    },
    onParse() {
      return ({ result, replaceParseResult }) => {
        const breadth = isDocument(result) ? breadthOf(result) : 0
        if (breadth > maxBreadth) replaceParseResult(tooComplex('Breadth', breadth, maxBreadth))
      }
    },
    onValidate({ addValidationRule }) {
      addValidationRule(operationCountRule)
    },
  }
}

const isDocument = (result: DocumentNode | Error | null): result is DocumentNode =>
  result !== null && !(result instanceof Error)

const operationCountRule: ValidationRule = (context) => ({
  Document({ definitions }) {
    const count = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length
    if (count > maxOperations) context.reportError(tooComplex('Operations', count, maxOperations))
  },
})

/** With the status that the media type has for documents that are refused. */
const tooComplex = (what: string, found: number, allowed: number) =>
  new GraphQLError(tooMuch(what, found, allowed), { extensions: { code: 'QUERY_TOO_COMPLEX' } })

const tooMuch = (what: string, found: number, allowed: number) =>
  `${errorTable.QUERY_TOO_COMPLEX.message} ${what}: ${found}, at most ${allowed}.`
