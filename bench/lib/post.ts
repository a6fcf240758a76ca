import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: 256 })

/** Posts JSON over a kept connection, with as little of a client as there can be, and reads the whole answer. */
export function post(url: string, token: string, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${token}`,
    }
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** The data of a GraphQL answer. @throws when it holds errors: a benchmark of refusals would measure nothing. */
export async function askGraph(url: string, token: string, body: string): Promise<unknown> {
  const { status, text } = await post(`${url}/graphql`, token, body)
  const { data, errors }: { data?: unknown; errors?: unknown } = JSON.parse(text)
  if (status !== 200 || errors !== undefined) throw new Error(`HTTP ${status}: ${text.slice(0, 2_000)}`)
  return data
}
