/** Cuts a list into parts of at most `maxSize`, in its order; an item that is larger is a part of its own. */
export function* partsOf<T>(items: Iterable<T>, maxSize: number, sizeOf: (item: T) => number): Generator<T[]> {
  let part: T[] = []
  let size = 0
  for (const item of items) {
    const added = sizeOf(item)
    if (part.length > 0 && size + added > maxSize) {
      yield part
      part = []
      size = 0
    }
    part.push(item)
    size += added
  }
  if (part.length > 0) yield part
}
