import type { GraphQLParams, Plugin } from 'graphql-yoga'
import { type ReadOptions, readBody } from '../http/read-body.ts'
import { requestError } from './request-error.ts'

/**
 * A POST is JSON and says so. Browsers send forms and plain text anywhere without asking first; they cannot send the
 * bearer header so, which is why a GET, which only reads, needs no more than that.
 *
 * The body is read here, once: Yoga's own limit and parser make a stream and two more requests of it, which costs more
 * than the query.
 */
export function useJsonBody(maxBytes: number): { plugin: Plugin; textOf(request: Request): string | undefined } {
  const texts = new WeakMap<Request, string>()
  const refuse: ReadOptions['refuse'] = (reason) =>
    reason === 'too_large'
      ? requestError('BAD_USER_INPUT', `The request is larger than ${maxBytes} bytes.`, 413)
      : requestError('CLIENT_CLOSED_REQUEST', 'The client went away.')

  async function parse(request: Request): Promise<GraphQLParams> {
    const text = new TextDecoder().decode(await readBody(request, { maxBytes, refuse }))
    texts.set(request, text)
    return objectIn(text)
  }

  return {
    /** The body of a POST that has been read. */
    textOf: (request) => texts.get(request),
    plugin: {
      onRequestParse({ request, url, setRequestParser }) {
        if (request.method === 'GET')
          for (const name of ['variables', 'extensions']) assertJson(name, url.searchParams.get(name))
        if (request.method !== 'POST') return
        const [type = ''] = (request.headers.get('content-type') ?? '').split(/[;,]/, 1)
        if (!jsonTypes.has(type.trim().toLowerCase()))
          throw requestError('BAD_USER_INPUT', 'Send the query as JSON: Content-Type: application/json.', 415)
        setRequestParser(parse)
      },
    },
  }
}

/** Yoga looks at what is in it, and refuses lists. */
function objectIn(text: string): GraphQLParams {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw requestError('BAD_USER_INPUT', 'The body is not JSON.')
  }
  if (typeof value !== 'object' || value === null)
    throw requestError('BAD_USER_INPUT', 'The body must be a JSON object: {"query": "…", "variables": {…}}.')
  return value
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
