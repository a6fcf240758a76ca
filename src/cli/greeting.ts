export interface Greeting {
  url: string
  /** The dashboard's address; in development one that signs in, once. */
  dashboard: string
  engine: string
  graphiql: boolean
  token?: string
  writeKey?: string | undefined
}

export const exampleQuery =
  '{ location { users(first: 3) { nodes { userId attribution { firstTouch { channel utmSource } } } } } }'

/** What a newcomer needs, in the order they need it. The last line says that the gateway is ready, and where. */
export function greeting({ url, dashboard, engine, graphiql, token, writeKey }: Greeting): string {
  const lines = [
    '',
    '  Attrigraph',
    '',
    `  Engine     ${engine}`,
    `  Dashboard  ${dashboard}`,
    ...(graphiql ? [`  GraphiQL   ${url}/graphql${token === undefined ? '' : `#token=${token}`}`] : []),
  ]
  if (token !== undefined && writeKey !== undefined)
    lines.push(
      '',
      '  The links sign you in for location "demo", the first one once. The same token (read and manage, 30 days) as a header:',
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
