/** Query parameters that say how something is sent. Any other may hold a credential or say something of a person. */
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
const plainValue = /^[\w.-]{0,40}$/

/** Path segments that are credentials: the write key of a remote config, the token that `/v0/tokens` manages. */
const secretSegments = /(\/(?:array|v0\/tokens)\/+)[^/]+/g
/** No path of ours has a part so long: it is an id or a key. */
const longSegments = /[^/]{40,}/g

/** A URL (path and query) as it may be logged: of a parameter only the name, unless it is known to be harmless. */
export function redactUrl(url: string): string {
  const at = url.indexOf('?')
  const path = decoded(at < 0 ? url : url.slice(0, at))
    .replace(secretSegments, '$1[redacted]')
    .replace(longSegments, '[redacted]')
  if (at < 0) return path
  const parameters = url.slice(at + 1).split('&')
  return `${path}?${parameters.map(redactParameter).join('&')}`
}

function redactParameter(parameter: string): string {
  const at = parameter.indexOf('=')
  const [name, value] = at < 0 ? [parameter, ''] : [parameter.slice(0, at), parameter.slice(at + 1)]
  if (harmless.has(name) && plainValue.test(value)) return parameter
  return at < 0 || !/^[\w$.%-]{1,40}$/.test(name) ? '[redacted]' : `${name}=[redacted]`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return '[unreadable]'
  }
}
