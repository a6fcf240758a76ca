import { type Check, type Finding, type ReadRows, warning } from './check.ts'

/** On older servers nothing was tried: schema and statements may work there, or not. */
const oldestTried = '26.5'

export const version: Check = {
  name: 'version',
  title: 'the server is of a version that this gateway was tried on',
  needsSchema: false,
  onShards: true,
  run: ({ rows }) => untriedVersion(rows),
}

/** A gateway looks at its start, too. */
export async function untriedVersion(rows: ReadRows): Promise<Finding[]> {
  const [server] = await rows<{ version: string }>('SELECT version() AS version')
  const found = server?.version ?? ''
  if (!isOlder(found, oldestTried)) return []
  return [
    warning(
      `The ClickHouse server has version ${found}: this gateway was tried on ${oldestTried} and later ones only.`,
      'Upgrade the server (docs/operations.md).',
    ),
  ]
}

/** `26.5.3.1` is no older than `26.5`, `9.1` is. */
export function isOlder(found: string, wanted: string): boolean {
  const [a, b] = [found, wanted].map((text) => text.split('.').map(Number))
  for (const [place, number] of (b ?? []).entries()) if (a?.[place] !== number) return (a?.[place] ?? 0) < number
  return false
}
