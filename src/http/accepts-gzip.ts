import { parseAccept } from 'hono/utils/accept'

/** Whether the sender takes a gzipped answer, by name or with everything else; `gzip;q=0` says no. */
export function acceptsGzip(headers: Headers): boolean {
  const accepted = parseAccept(headers.get('Accept-Encoding') ?? '')
  const answer = ['gzip', '*'].map((name) => accepted.find(({ type }) => type.toLowerCase() === name)).find(Boolean)
  return (answer?.q ?? 0) > 0
}
