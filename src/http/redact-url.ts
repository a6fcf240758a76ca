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

/** Below these a path names a credential: the write key of a remote config, the token that `/v0/tokens` manages. */
const secretParents = /(?:^|\/)(?:array|v0\/tokens)$/
/** Below it all names a person: a user of the dashboard. */
const personalParent = /(?:^|\/)users(?:$|\/)/
/** No path of ours has a part so long, or with such a character: it is an id or a key. */
const isNoName = (segment: string) => segment.length >= 40 || /[/?#]/.test(segment)

/** A URL (path and query) as it may be logged: of a parameter only the name, unless it is known to be harmless. */
export function redactUrl(url: string): string {
  const at = url.indexOf('?')
  const path = redactPath(at < 0 ? url : url.slice(0, at))
  if (at < 0) return path
  const parameters = url.slice(at + 1).split('&')
  return `${path}?${parameters.map(redactParameter).join('&')}`
}

/** Each segment is decoded by itself: an id may hold a slash. */
function redactPath(path: string): string {
  const names: string[] = []
  const segments = path.split('/').map((segment) => {
    const name = decoded(segment)
    const above = names.join('/')
    if (name !== '') names.push(name)
    const isSecret = secretParents.test(above) || personalParent.test(above) || isNoName(name)
    return name !== '' && isSecret ? '[redacted]' : name
  })
  return segments.includes(unreadable) ? unreadable : segments.join('/')
}

function redactParameter(parameter: string): string {
  const at = parameter.indexOf('=')
  const [name, value] = at < 0 ? [parameter, ''] : [parameter.slice(0, at), parameter.slice(at + 1)]
  if (harmless.get(name)?.test(value)) return parameter
  return at < 0 || !/^[\w$.%-]{1,40}$/.test(name) ? '[redacted]' : `${name}=[redacted]`
}

const unreadable = '[unreadable]'

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return unreadable
  }
}
