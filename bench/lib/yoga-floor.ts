import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSchema, createYoga } from 'graphql-yoga'

/** The least that any GraphQL server of this kind costs: Yoga on a socket, one field, one constant. */
export async function startYogaFloor(): Promise<{ url: string } & AsyncDisposable> {
  const schema = createSchema({
    typeDefs: 'type Query { constant: Int! }',
    resolvers: { Query: { constant: () => 1 } },
  })
  const yoga = createYoga({ schema, graphiql: false, landingPage: false, logging: false })
  const server = createServer(yoga).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
