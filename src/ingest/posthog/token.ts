import { RequestFailure } from '../../http/request-failure.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts'

const maxTokenBytes = 64

/** The token that an event, a batch or a flags request names itself, in PostHog's order of search. */
export function tokenIn(object: JsonObject): string | undefined {
  const { properties } = object
  const inProperties = isJsonObject(properties) ? properties.token : undefined
  const found = [object.token, object.$token, object.api_key, inProperties]
  return found.find((candidate): candidate is string => typeof candidate === 'string' && candidate !== '')
}

/**
 * The one token of a list of events.
 * @throws RequestFailure `multiple_tokens`: one request writes to one location.
 */
export function commonToken(events: readonly JsonValue[]): string | undefined {
  const tokens = new Set(events.map((event) => (isJsonObject(event) ? tokenIn(event) : undefined)))
  tokens.delete(undefined)
  if (tokens.size > 1) throw new RequestFailure('multiple_tokens', 'The events of one request have different tokens.')
  return [...tokens][0]
}

/** @throws RequestFailure when it is missing or cannot be a project token. */
export function checkedToken(token: string | undefined): string {
  if (token === undefined) throw new RequestFailure('missing_token', 'The request has no project token (api_key).')
  if (token.startsWith('phx_'))
    throw new RequestFailure('invalid_token', 'This is a personal API key. Use the project token.')
  // Printable ASCII only, so that characters are bytes.
  if (token.length > maxTokenBytes || !/^[\x21-\x7e]+$/.test(token))
    throw new RequestFailure('invalid_token', `A project token is at most ${maxTokenBytes} printable ASCII characters.`)
  return token
}
