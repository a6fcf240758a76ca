export interface Greeting {
  url: string
  engine: string
  token?: string
  writeKey?: string
}

export const exampleQuery =
  '{ location { users(first: 3) { nodes { userId attribution { firstTouch { channel utmSource } } } } } }'

/** What a newcomer needs, in the order they need it. The last line says that the gateway is ready, and where. */
export function greeting({ url, engine, token, writeKey }: Greeting): string {
  const lines = [
    '',
    '  Attrigraph',
    '',
    `  Engine     ${engine}`,
    `  Dashboard  ${url}/${token === undefined ? '' : `#token=${token}`}`,
    `  GraphiQL   ${url}/graphql${token === undefined ? '' : `#token=${token}`}`,
  ]
  if (token !== undefined && writeKey !== undefined)
    lines.push(
      '',
      '  The links sign you in for location "demo". The same read token (30 days) as a header:',
      `  {"Authorization": "Bearer ${token}"}`,
      '',
      `  Write key for location "demo": ${writeKey}`,
      `  posthog.init('${writeKey}', { api_host: '${url}' })`,
      '',
      '  Or ask from a shell:',
      `  curl -s ${url}/graphql -H 'Content-Type: application/json' -H 'Authorization: Bearer ${token}' \\`,
      `    -d '${JSON.stringify({ query: exampleQuery })}'`,
      '',
      '  These secrets were generated for development. For anything else set JWT_SECRET and WRITE_KEYS.',
    )
  return [...lines, '', `Ready at ${url}`].join('\n')
}
