import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations'
import type { GraphQLParams, Plugin } from 'graphql-yoga'
import { type PersistedOperations, withoutPrefix } from './persisted-operations.ts'
import { requestError } from './request-error.ts'

/** How a client names a registered document beside `extensions.persistedQuery.sha256Hash`. */
export const documentIdParam = 'documentId'

/**
 * Runs registered documents by their hash; with `only` nothing else. They were checked when the gateway started, and
 * their limits of size with them.
 */
export function useRegisteredOperations(operations: PersistedOperations, only: boolean): Plugin {
  return usePersistedOperations({
    allowArbitraryOperations: !only,
    extractPersistedOperationId: hashOf,
    getPersistedOperation: (hash) => operations.get(withoutPrefix(hash)) ?? null,
    skipDocumentValidation: true,
    customErrors: {
      notFound: ({ params }) => requestError('NOT_FOUND', notFound(only, params)),
      keyNotFound: () =>
        only
          ? requestError('BAD_USER_INPUT', 'Send the hash of a registered operation as "documentId".')
          : requestError('BAD_USER_INPUT', 'Must provide query string.'),
      persistedQueryOnly: () =>
        requestError(
          'FORBIDDEN',
          'Only registered operations are answered here. Send the hash of one as "documentId", without "query".',
        ),
    },
  })
}

function notFound(only: boolean, { extensions }: GraphQLParams): string {
  if (only)
    return 'No operation is registered under this hash. Ask the operator of the gateway to add it to PERSISTED_OPERATIONS.'
  // The word upon which clients of automatic persisted queries send the text. Nothing that is sent is ever kept.
  if (extensions?.persistedQuery !== undefined) return 'PersistedQueryNotFound'
  return 'No operation is registered under this hash. Send its text as "query", or ask the operator of the gateway to register it.'
}

function hashOf(params: GraphQLParams & { [documentIdParam]?: unknown }, request: Request): string | null {
  const persisted: unknown = params.extensions?.persistedQuery
  const fromExtension =
    typeof persisted === 'object' && persisted !== null && 'sha256Hash' in persisted ? persisted.sha256Hash : undefined
  // Yoga reads no other parameters than its own from a URL.
  const fromUrl = request.method === 'GET' ? new URL(request.url).searchParams.get(documentIdParam) : undefined
  const hash = params[documentIdParam] ?? fromUrl ?? fromExtension
  return typeof hash === 'string' && hash !== '' ? hash : null
}
