/** A statement "this anonymous id is this user", as it is stored; '' as the user takes a mapping back. */
export interface IdentityStatement {
  location_id: string
  anonymous_id: string
  user_id: string
  source: string
  mapped_at: string
}

interface Edge {
  /** Absent: the id was taken from whoever had it. */
  to: string | undefined
  userId: string
  kind: number
  age: number
}

/**
 * Who each mapped id is in the end, by `location\0id`: what the view `identity_map` says of a whole location, for
 * statements that leave out nothing about the ids they name. Per id the latest decision counts, else the latest
 * $merge_dangerously, else the earliest other statement; ties: the smaller user id. Chains are followed; in a circle
 * the weakest statement does not count.
 */
export function resolveIdentity(statements: readonly IdentityStatement[]): ReadonlyMap<string, string> {
  const edges = new Map<string, Edge>()
  for (const statement of statements) {
    const id = identityKey(statement.location_id, statement.anonymous_id)
    const edge = edgeOf(statement)
    const before = edges.get(id)
    if (before === undefined || compareEdges(edge, before) < 0) edges.set(id, edge)
  }
  for (const [id, { to }] of edges) if (to === undefined) edges.delete(id)
  for (const start of [...edges.keys()]) breakCircle(start, edges)
  return new Map([...edges.keys()].map((id) => [id, endOf(id, edges)]))
}

export const identityKey = (locationId: string, id: string) => `${locationId}\0${id}`

function edgeOf({ location_id, user_id, source, mapped_at }: IdentityStatement): Edge {
  const kind = source === 'mapIdentity' || source === 'unmapIdentity' ? 0 : source === '$merge_dangerously' ? 1 : 2
  const at = Date.parse(mapped_at)
  const to = user_id === '' ? undefined : identityKey(location_id, user_id)
  return { to, userId: user_id, kind, age: kind === 2 ? at : -at }
}

/** The smaller one counts. */
const compareEdges = (a: Edge, b: Edge) => a.kind - b.kind || a.age - b.age || compareBytes(a.userId, b.userId)

/** As the database compares texts. */
const compareBytes = (a: string, b: string) => (a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b)))

/** Walks from an id; where the way comes back to itself, the weakest edge of the circle goes. */
function breakCircle(start: string, edges: Map<string, Edge>): void {
  const way: string[] = []
  const places = new Map<string, number>()
  for (let id = start; edges.has(id); id = edges.get(id)?.to ?? '') {
    const place = places.get(id)
    if (place !== undefined) {
      const [weakest] = way.slice(place).sort((a, b) => compareWeakness(b, a, edges))
      if (weakest !== undefined) edges.delete(weakest)
      return
    }
    places.set(id, way.length)
    way.push(id)
  }
}

/** Between statements of different ids; the greater is weaker. */
function compareWeakness(a: string, b: string, edges: ReadonlyMap<string, Edge>): number {
  const [first, second] = [edges.get(a), edges.get(b)]
  if (first === undefined || second === undefined) return 0
  return first.kind - second.kind || first.age - second.age || compareBytes(a, b)
}

function endOf(id: string, edges: ReadonlyMap<string, Edge>): string {
  let end = id
  for (let to = edges.get(id)?.to; to !== undefined; to = edges.get(to)?.to) end = to
  return end
}
