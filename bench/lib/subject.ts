import { askGraph } from './post.ts'
import type { Subject } from './questions.ts'

/** A location of the generated data, and somebody there with about ten sessions, on several devices if there is one. */
export async function findSubject(url: string, token: string, locationId = 'location-0'): Promise<Subject> {
  const query = `{ location { users(first: 50, filter: { identified: true, minSessionCount: 8, maxSessionCount: 14 }, orderBy: { field: SESSION_COUNT }) {
    nodes { userId distinctIds sessionCount } } } }`
  const data = (await askGraph(url, token, JSON.stringify({ query }))) as {
    location: { users: { nodes: { userId: string; distinctIds: string[] }[] } }
  }
  const { nodes } = data.location.users
  const user = nodes.find(({ distinctIds }) => distinctIds.length > 2) ?? nodes[0]
  if (user === undefined) throw new Error('The data hold nobody with so many sessions: take more events.')
  return { locationId, userId: user.userId, from: '2026-03-01', to: '2026-03-31' }
}
