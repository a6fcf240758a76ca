/** Lets the first `limit` different names pass and calls the rest `(other)`: callers choose names, memory is ours. */
export function boundedNames(limit: number): (name: string) => string {
  const known = new Set<string>()
  return (name) => {
    if (known.has(name)) return name
    if (known.size >= limit) return '(other)'
    known.add(name)
    return name
  }
}
