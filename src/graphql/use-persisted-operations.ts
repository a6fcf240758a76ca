import type { Plugin } from 'graphql-yoga'
import { GatewayError, toGraphQLError } from '../errors.ts'

/**
 * Lets a client send `extensions.persistedQuery.sha256Hash` in place of the text of a known operation. An unknown hash
 * is answered with `PersistedQueryNotFound`, upon which clients send the text; nothing that is sent is ever kept.
 */
export function usePersistedOperations(documents: ReadonlyMap<string, string>): Plugin {
  return {
    onParams({ params, setParams }) {
      const hash = hashIn(params.extensions)
      if (params.query || hash === undefined) return
      const query = documents.get(hash) ?? documents.get(`sha256:${hash}`)
      if (query === undefined) throw toGraphQLError(new GatewayError('NOT_FOUND', 'PersistedQueryNotFound'))
      setParams({ ...params, query })
    },
  }
}

function hashIn(extensions: Record<string, unknown> | undefined): string | undefined {
  const persisted = extensions?.persistedQuery
  const hash = typeof persisted === 'object' && persisted !== null && 'sha256Hash' in persisted && persisted.sha256Hash
  return typeof hash === 'string' ? hash : undefined
}
