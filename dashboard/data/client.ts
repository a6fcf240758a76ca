import { Client, type CombinedError, fetchExchange, mapExchange } from '@urql/core'
import { persistedExchange } from '@urql/exchange-persisted'
import { createCache } from './cache.ts'

export interface ClientDeps {
  token: string
  /** The gateway does not take the token, or no longer. */
  onUnauthenticated(message: string): void
}

export const codeOf = (error: CombinedError | undefined): string | undefined => {
  const code = error?.graphQLErrors[0]?.extensions.code
  return typeof code === 'string' ? code : undefined
}

/** The public graph and nothing else: `POST /graphql` with the token, by the hashes of the operations. */
export function createClient({ token, onUnauthenticated }: ClientDeps): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    fetchSubscriptions: true,
    fetchOptions: {
      headers: { authorization: `Bearer ${token}`, 'x-client-name': 'dashboard' },
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    },
    exchanges: [
      mapExchange({
        onError(error) {
          const rejected: unknown = error.response?.status
          if (codeOf(error) === 'UNAUTHENTICATED' || rejected === 401)
            onUnauthenticated(error.graphQLErrors[0]?.message ?? 'The token is not valid.')
        },
      }),
      createCache(),
      persistedExchange({
        preferGetForPersistedQueries: false,
        enableForSubscriptions: true,
        generateHash: async (_text, document) => hashOf(document) ?? '',
      }),
      fetchExchange,
    ],
  })
}

/** Codegen puts the hash beside the document. */
function hashOf(document: object): string | undefined {
  const meta: unknown = '__meta__' in document ? document.__meta__ : undefined
  const hash: unknown = typeof meta === 'object' && meta !== null && 'hash' in meta ? meta.hash : undefined
  return typeof hash === 'string' ? hash : undefined
}
