const digits = /^\d{1,20}$/
const flag = /^(?:[01]|true|false)$/
const word = /^[\w.-]{1,40}$/

/**
 * Query parameters that say how something is sent, and which values do. Any other may hold a credential or say
 * something of a person.
 */
const harmless = new Map([
  ['_', digits],
  ['beacon', flag],
  ['compression', word],
  ['config', flag],
  ['format', word],
  ['ip', flag],
  ['name', /^(?:events|identity_mappings|errors|ad_costs)$/],
  ['operationName', word],
  ['retry_count', digits],
  ['v', digits],
  ['ver', word],
  ['wait', flag],
])

/**
 * Path segments that are credentials or persons: the write key of a remote config, the token that `/v0/tokens` manages,
 * a user of the dashboard.
 */
const secretSegments = /(\/(?:array|v0\/tokens|users)\/+)[^/]+/g
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
  if (harmless.get(name)?.test(value)) return parameter
  return at < 0 || !/^[\w$.%-]{1,40}$/.test(name) ? '[redacted]' : `${name}=[redacted]`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return '[unreadable]'
  }
}
