/** Asks a running gateway. @throws Error with what it says. */
export async function askGateway<T>(
  url: string,
  token: string | undefined,
  query: string,
  variables: object,
): Promise<T> {
  assertGatewayUrl(url)
  // A variable that is set to nothing is absent, too.
  if (token === undefined || token === '')
    throw new Error(
      '--url needs --token, or the variable ATTRIGRAPH_TOKEN: a token with the scope, from `attrigraph token`.',
    )
  const endpoint = new URL('/graphql', url)
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  }).catch((cause: unknown) => {
    throw new Error(`${endpoint.origin} cannot be reached. Is the gateway running there?`, { cause })
  })
  // A proxy before it answers in its own words.
  const answer: Answer<T> = await response.json().catch(() => ({}))
  const [error] = answer.errors ?? []
  if (error !== undefined) throw new Error(`${error.extensions?.code ?? response.status}: ${error.message}`)
  if (answer.data == null) throw new Error(`${endpoint.href} answered ${response.status}, and not as a gateway does.`)
  return answer.data
}

/** @throws Error that shows one */
export function assertGatewayUrl(url: string): void {
  const example = 'expected a URL such as http://127.0.0.1:4000'
  if (!URL.canParse(url)) throw new Error(`--url ${url}: ${example}.`)
  const { protocol, username, password } = new URL(url)
  // Not repeated: there may be a password in it.
  if (username !== '' || password !== '') throw new Error(`--url: ${example}, without a user and a password.`)
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error(`--url ${url}: ${example}.`)
}

interface Answer<T> {
  data?: T | null
  errors?: { message: string; extensions?: { code?: string } }[]
}

/** `--user` or `--distinct-id`, exactly one. */
export function personOf({
  user,
  'distinct-id': distinctId,
}: {
  user?: string | undefined
  'distinct-id'?: string | undefined
}) {
  if ((user === undefined) === (distinctId === undefined))
    throw new Error('Say whom: either --user ID (the canonical id) or --distinct-id ID (any id of the person).')
  return user === undefined ? { distinctId } : { userId: user }
}
