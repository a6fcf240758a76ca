import type { Plugin } from 'graphql-yoga'
import { requestError } from './request-error.ts'

/**
 * A POST is JSON and says so. Browsers send forms and plain text anywhere without asking first; they cannot send the bearer
 * header so, which is why a GET, which only reads, needs no more than that.
 */
export function useJsonOnly(): Plugin {
  return {
    onRequestParse({ request, url }) {
      if (request.method === 'GET')
        for (const name of ['variables', 'extensions']) assertJson(name, url.searchParams.get(name))
      const [type = ''] = (request.headers.get('content-type') ?? '').split(/[;,]/, 1)
      if (request.method === 'POST' && !jsonTypes.has(type.trim().toLowerCase()))
        throw requestError('BAD_USER_INPUT', 'Send the query as JSON: Content-Type: application/json.', 415)
    },
  }
}

/** Yoga would take it for a failure of ours. */
function assertJson(name: string, text: string | null): void {
  try {
    if (text !== null && text !== '') JSON.parse(text)
  } catch {
    throw requestError('BAD_USER_INPUT', `The parameter "${name}" is not JSON.`)
  }
}

const jsonTypes = new Set(['application/json', 'application/graphql+json'])
