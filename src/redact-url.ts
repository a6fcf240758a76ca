/** Query parameters whose values are logged. Any other may hold a credential or say something of a person. */
const harmless = new Set([
  '_',
  'beacon',
  'compression',
  'config',
  'format',
  'ip',
  'name',
  'operationName',
  'retry_count',
  'v',
  'ver',
  'wait',
])

/** Path segments that are credentials: the write key of a remote config, the token that `/v0/tokens` manages. */
const secretSegments = /(\/(?:array|v0\/tokens)\/+)[^/]+/g
const graphqlTexts = /"""[\s\S]*?"""|"(?:[^"\\]|\\.)*"?/g

/** A URL (path and query) as it may be logged: without credentials, without ids that are asked for. */
export function redactUrl(url: string): string {
  const at = url.indexOf('?')
  const path = decoded(at < 0 ? url : url.slice(0, at)).replace(secretSegments, '$1[redacted]')
  if (at < 0) return path
  return `${path}?${url
    .slice(at + 1)
    .split('&')
    .map(redactParameter)
    .join('&')}`
}

function redactParameter(parameter: string): string {
  const at = parameter.indexOf('=')
  if (at < 0) return harmless.has(parameter) ? parameter : '[redacted]'
  const [name, value] = [parameter.slice(0, at), parameter.slice(at + 1)]
  if (harmless.has(name)) return parameter
  // Which fields a query asks for helps to understand a log; whom it asks for does not.
  if (name === 'query') return `query=${decoded(value.replaceAll('+', ' ')).replace(graphqlTexts, '"[redacted]"')}`
  return `${name}=[redacted]`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text.includes('"') || text.includes('%') ? '[unreadable]' : text
  }
}
