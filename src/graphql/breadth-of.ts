import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql'

/**
 * How many fields the widest operation or fragment of a document has, on all levels and in the fragments that it
 * spreads: what validation compares with each other. A fragment that spreads itself is counted once; validation refuses it.
 */
export function breadthOf({ definitions }: DocumentNode): number {
  const fragments = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  )
  const counted = new Map<string, number>()

  function ofFragment(name: string): number {
    const known = counted.get(name)
    if (known !== undefined) return known
    counted.set(name, 0)
    const count = ofSelections(fragments.get(name)?.selectionSet)
    counted.set(name, count)
    return count
  }

  function ofSelections(set: SelectionSetNode | undefined): number {
    let count = 0
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FRAGMENT_SPREAD) count += ofFragment(node.name.value)
      else count += (node.kind === Kind.FIELD ? 1 : 0) + ofSelections(node.selectionSet)
    }
    return count
  }

  return Math.max(
    0,
    ...definitions.map((node) =>
      node.kind === Kind.OPERATION_DEFINITION
        ? ofSelections(node.selectionSet)
        : node.kind === Kind.FRAGMENT_DEFINITION
          ? ofFragment(node.name.value)
          : 0,
    ),
  )
}
