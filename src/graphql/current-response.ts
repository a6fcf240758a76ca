/**
 * The `Response` that is global when an answer is made: once it listens, the server puts one of its own there, which it
 * writes to the socket at once. Any other is a stream to it, which has to be read first.
 */
export const currentResponse = new Proxy(Response, {
  construct: (_, [body, init]) => new globalThis.Response(body, init),
})
