import type { CreatedWriteKey } from '../commands/write-keys.ts'
import { askGateway } from './ask-gateway.ts'
import type { KeyAdmin, ListedWriteKey } from './key-admin.ts'

interface KeyPage {
  nodes: ListedWriteKey[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

/**
 * Works through a running gateway, as who the token says, within its locations. The token needs the scopes read and
 * manage.
 */
export function createHttpKeyAdmin(url: string, token: string | undefined): KeyAdmin {
  const ask = <T>(query: string, variables: object) => askGateway<T>(url, token, query, variables)

  async function pageOf(locationId: string, after: string | null): Promise<KeyPage> {
    const { location } = await ask<{ location: { writeKeys: KeyPage } }>(
      `query WriteKeys($id: String!, $after: String) {
        location(id: $id) {
          writeKeys(first: 1000, after: $after) {
            nodes { id name prefix createdAt createdBy revokedAt revokedBy }
            pageInfo { hasNextPage endCursor }
          }
        }
      }`,
      { id: locationId, after },
    )
    return location.writeKeys
  }

  return {
    async create(locationId, name) {
      const { createWriteKey } = await ask<{ createWriteKey: CreatedWriteKey }>(
        `mutation CreateWriteKey($input: CreateWriteKeyInput!) {
          createWriteKey(input: $input) { key id prefix locationId name createdAt createdBy }
        }`,
        { input: { locationId, name } },
      )
      return createWriteKey
    },
    async revoke(key) {
      const { revokeWriteKey } = await ask<{ revokeWriteKey: boolean }>(
        'mutation RevokeWriteKey($key: String!) { revokeWriteKey(key: $key) }',
        { key },
      )
      return revokeWriteKey
    },
    async list(locationId) {
      const keys: ListedWriteKey[] = []
      let after: string | null = null
      do {
        const page: KeyPage = await pageOf(locationId, after)
        keys.push(...page.nodes)
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
      } while (after !== null)
      return keys
    },
    close: async () => undefined,
  }
}
