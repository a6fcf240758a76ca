/**
 * A ClickHouse server takes at most 128 KiB in one parameter over HTTP (`http_max_field_value_size`), and no query can
 * raise that.
 */
const maxBytes = 120_000

/**
 * Divides values that a server would refuse among several parameters: `{ids:Array(String)}` becomes
 * `arrayConcat({ids:Array(String)}, {ids_part_2:Array(String)})`. That is a constant, so the plan stays the same.
 */
export function divideLargeValues(
  text: string,
  values: Readonly<Record<string, unknown>>,
): { text: string; values: Readonly<Record<string, unknown>> } {
  const divided: Record<string, unknown> = {}
  let sent = text
  for (const [name, value] of Object.entries(values)) {
    const [first, ...others] = partsOf(value)
    if (others.length === 0) continue
    divided[name] = first
    const names = others.map((_, index) => `${name}_part_${index + 2}`)
    for (const [index, part] of others.entries()) divided[names[index] ?? ''] = part
    const join = Array.isArray(value) ? 'arrayConcat' : 'concat'
    sent = sent.replace(
      new RegExp(`\\{${name}:([^}]+)\\}`, 'g'),
      (whole, type: string) => `${join}(${[whole, ...names.map((other) => `{${other}:${type}}`)].join(', ')})`,
    )
  }
  return sent === text ? { text, values } : { text: sent, values: { ...values, ...divided } }
}

function partsOf(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return 2 * Buffer.byteLength(value) <= maxBytes ? [value] : textsOf(value)
  if (!Array.isArray(value)) return [value]
  const parts: unknown[][] = [[]]
  let bytes = 0
  for (const item of value) {
    const size = sizeOf(item)
    if (bytes > 0 && bytes + size > maxBytes) {
      parts.push([])
      bytes = 0
    }
    bytes += size
    parts.at(-1)?.push(item)
  }
  return parts
}

/** In quotes, with a comma, and perhaps with every byte escaped. */
const sizeOf = (item: unknown) => 2 * Buffer.byteLength(typeof item === 'string' ? item : JSON.stringify(item)) + 3

/** By whole characters, of at most four bytes each, and perhaps escaped. */
function textsOf(text: string): string[] {
  const characters = [...text]
  const length = maxBytes / 8
  return Array.from({ length: Math.ceil(characters.length / length) }, (_, part) =>
    characters.slice(part * length, (part + 1) * length).join(''),
  )
}
