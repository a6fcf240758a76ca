/**
 * ClickHouse compares UUIDs as 128-bit numbers whose lower-order half is the first one, so the second half of the text
 * decides before the first: `ffffffff-0000-0000-0000-000000000002` < `00000000-0000-0000-ffff-000000000001`.
 */
const uuidKey = (uuid: string): string => {
  const digits = uuid.replaceAll('-', '').toLowerCase()
  return digits.slice(16) + digits.slice(0, 16)
}

/** Plain code unit order; ids in histories are ASCII, where it is the order of bytes. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const compareUuid = (a: string, b: string): number => compareText(uuidKey(a), uuidKey(b))

export const byTime = (a: { timestampMs: number; uuid: string }, b: { timestampMs: number; uuid: string }): number =>
  a.timestampMs - b.timestampMs || compareUuid(a.uuid, b.uuid)

export const iso = (ms: number): string => new Date(ms).toISOString()

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}

/** The members of a group that cannot be empty. */
export function firstOf<T>(items: readonly T[]): T {
  const [first] = items
  if (first === undefined) throw new Error('An empty group has no first member.')
  return first
}

export const lastOf = <T>(items: readonly T[]): T => firstOf(items.slice(-1))
