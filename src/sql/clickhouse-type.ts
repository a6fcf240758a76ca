/**
 * The TypeScript type of a value of this ClickHouse type, as it arrives in JSON with the gateway's session settings:
 * 64-bit integers and decimals as strings, times as ISO strings, tuples as objects where they name their elements, else
 * as lists.
 * @throws Error for a type that the gateway has not met yet.
 */
export function typeScriptType(type: string): string {
  const [name, args] = split(type.trim())
  switch (name) {
    case 'Nullable':
      return `${typeScriptType(only(args, type))} | null`
    case 'LowCardinality':
      return typeScriptType(only(args, type))
    case 'Array': {
      const item = typeScriptType(only(args, type))
      return item.includes(' ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
    }
    case 'Map':
      return `Record<string, ${typeScriptType(args[1] ?? 'String')}>`
    case 'Tuple':
      return args.every((arg) => isNamed.test(arg))
        ? `{ ${args.map(tupleField).join('; ')} }`
        : `[${args.map(typeScriptType).join(', ')}]`
    case 'SimpleAggregateFunction':
      return typeScriptType(args[1] ?? '')
    case 'Bool':
      return 'boolean'
  }
  if (
    /^(String|FixedString|UUID|Enum8|Enum16|Date|Date32|DateTime|DateTime64|Decimal\d*|U?Int(64|128|256))$/.test(name)
  )
    return 'string'
  if (/^(U?Int(8|16|32)|Float(32|64))$/.test(name)) return 'number'
  throw new Error(`The ClickHouse type ${type} has no TypeScript counterpart yet: add it to clickhouse-type.ts`)
}

const isNamed = /^[\w`]+ /

function tupleField(field: string): string {
  const at = field.indexOf(' ')
  // The engine quotes names that are words of its grammar.
  return `${field.slice(0, at).replaceAll('`', '')}: ${typeScriptType(field.slice(at + 1))}`
}

function only(args: readonly string[], type: string): string {
  const [first] = args
  if (first === undefined) throw new Error(`${type} needs an argument`)
  return first
}

/** `Map(String, Array(UInt8))` → `['Map', ['String', 'Array(UInt8)']]` */
function split(type: string): [name: string, args: string[]] {
  const open = type.indexOf('(')
  if (open < 0) return [type, []]
  const args: string[] = []
  let depth = 0
  let start = open + 1
  for (let at = open; at < type.length; at++) {
    const character = type[at]
    if (character === '(') depth++
    if (character === ')') depth--
    if ((character === ',' && depth === 1) || (character === ')' && depth === 0)) {
      args.push(type.slice(start, at).trim())
      start = at + 1
    }
  }
  return [type.slice(0, open), args]
}
