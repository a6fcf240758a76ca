import fc from 'fast-check'
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'
import { schema } from '../../src/schema/index.ts'

/** What somebody who learnt of another location may put into an argument. */
export interface Loot {
  locationIds: readonly string[]
  /** Global ids, of every type. */
  nodeIds: readonly string[]
  cursors: readonly string[]
  uuids: readonly string[]
  /** Ids and texts of every kind. */
  texts: readonly string[]
}

export interface Operation {
  /** As `Location.users`, for messages. */
  field: string
  kind: 'query' | 'mutation' | 'subscription'
  query: string
  variables: fc.Arbitrary<Record<string, unknown>>
  /** Every `Type.field` that it selects. */
  selected: ReadonlySet<string>
}

type AnyField = GraphQLField<unknown, unknown>
type Step = readonly [parent: GraphQLObjectType, field: AnyField]

/**
 * One operation per field that takes arguments, with all that needs none below it, however deep it lies: new fields of
 * the schema are in by themselves.
 */
export function operationsWith(loot: Loot): Operation[] {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const
  return roots.flatMap(([kind, root]) => (root == null ? [] : operationsFrom(kind, root, loot)))
}

function operationsFrom(kind: Operation['kind'], root: GraphQLObjectType, loot: Loot): Operation[] {
  const operations: Operation[] = []
  const ways = new Map<GraphQLObjectType, readonly Step[]>([[root, []]])
  for (const [type, way] of ways) {
    for (const field of Object.values(type.getFields())) {
      const next: readonly Step[] = [...way, [type, field]]
      const isRoot = type === root
      if (isRoot || (kind === 'query' && field.args.length > 0)) operations.push(operationOf(kind, next, loot))
      // What mutations and subscriptions return is walked by queries.
      const reached = getNamedType(field.type)
      if (kind === 'query' && isObjectType(reached) && !ways.has(reached)) ways.set(reached, next)
    }
  }
  return operations
}

function operationOf(kind: Operation['kind'], way: readonly Step[], loot: Loot): Operation {
  const variables: Record<string, fc.Arbitrary<unknown>> = {}
  const declared: string[] = []
  const selected = new Set<string>()
  const target = way.at(-1)

  function withArguments(field: AnyField, chosen: readonly GraphQLArgument[], onWay: boolean): string {
    const given = chosen.map((argument) => {
      const name = `v${declared.length}`
      declared.push(`$${name}: ${argument.type}`)
      // On the way to the field the own data is asked for, so that something is found there.
      variables[name] =
        onWay && argument.name === 'first' ? fc.constant(5) : optionalValueOf(argument.type, argument.name, loot)
      return `${argument.name}: $${name}`
    })
    return given.length === 0 ? field.name : `${field.name}(${given.join(', ')})`
  }

  /** @param alias Keeps fields of the same name apart where types differ. */
  function selectionOf(type: GraphQLNamedType, depth: number, alias = ''): string {
    if (isLeafType(type)) return ''
    if (isInterfaceType(type))
      return `{ __typename ${schema
        .getPossibleTypes(type)
        .map((one) => `... on ${one.name} ${selectionOf(one, depth, `${one.name}_`)}`)
        .join(' ')} }`
    if (!isObjectType(type)) throw new Error(`The walk does not know what to select of ${type.name}.`)
    const fields = Object.values(type.getFields()).flatMap((field) => {
      const inner = getNamedType(field.type)
      // What takes arguments is asked for by an operation of its own.
      if (!isPaging(type) && (field.args.length > 0 || (depth === 0 && !isLeafType(inner)))) return []
      selected.add(`${type.name}.${field.name}`)
      // The nodes of a page are selected once, without its edges.
      if (type.name.endsWith('Edge') && !isLeafType(inner)) return [`${field.name} { __typename }`]
      const label = alias === '' ? '' : `${alias}${field.name}: `
      return [`${label}${field.name} ${selectionOf(inner, depth - (isPaging(type) ? 0 : 1))}`]
    })
    return `{ ${['__typename', ...fields].join(' ')} }`
  }

  let text = ''
  way.forEach(([type, field], index) => {
    const onWay = index < way.length - 1
    selected.add(`${type.name}.${field.name}`)
    const chosen = onWay ? field.args.filter((argument) => isRequiredArgument(argument)) : pagingOnce(field.args)
    text += `{ ${withArguments(field, chosen, onWay)} `
  })
  if (target === undefined) throw new Error('A way has a step.')
  const [parent, field] = target
  text += `${selectionOf(getNamedType(field.type), 2)}${' }'.repeat(way.length)}`
  return {
    field: `${parent.name}.${field.name}`,
    kind,
    query: `${kind} Walk${declared.length > 0 ? `(${declared.join(', ')})` : ''} ${text}`,
    variables: fc.record(variables),
    selected,
  }
}

const isPaging = (type: GraphQLNamedType) => /(Connection|Edge|PageInfo)$/.test(type.name)

/** Forward only: both directions at once are refused. */
const pagingOnce = (args: readonly GraphQLArgument[]) =>
  args.filter(({ name }) => !(args.some((other) => other.name === 'first') && ['last', 'before'].includes(name)))

function optionalValueOf(type: GraphQLInputType, name: string, loot: Loot): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return requiredValueOf(type.ofType, name, loot)
  return fc.option(requiredValueOf(type, name, loot), { nil: null, freq: name === 'after' ? 1 : 3 })
}

function requiredValueOf(type: GraphQLInputType, name: string, loot: Loot): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return requiredValueOf(type.ofType, name, loot)
  if (isListType(type)) return fc.array(requiredValueOf(type.ofType, name, loot), { minLength: 1, maxLength: 2 })
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map((value) => value.name))
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields())
    const entries = fields.map((field) => [field.name, optionalValueOf(field.type, field.name, loot)] as const)
    if (type.isOneOf)
      return fc.oneof(
        ...fields.map((field) => fc.record({ [field.name]: requiredValueOf(field.type, field.name, loot) })),
      )
    const required = fields.filter((field) => isNonNullType(field.type)).map((field) => field.name)
    return fc.record(Object.fromEntries(entries), { requiredKeys: required })
  }
  return scalarOf(type.name, name, loot)
}

function scalarOf(type: string, name: string, loot: Loot): fc.Arbitrary<unknown> {
  switch (type) {
    case 'String':
      if (/^location_?ids?$/i.test(name)) return fc.constantFrom(...loot.locationIds)
      if (name === 'after' || name === 'before') return fc.constantFrom(...loot.cursors)
      if (/currency/i.test(name)) return fc.constant('EUR')
      if (/event$/i.test(name)) return fc.constantFrom('$pageview', 'purchase', ...loot.texts)
      if (/property$/i.test(name)) return fc.constant('revenue')
      return fc.constantFrom(...loot.texts, ...loot.locationIds)
    case 'ID':
      return fc.constantFrom(...loot.nodeIds)
    case 'UUID':
      return fc.constantFrom(...loot.uuids)
    case 'JSONObject':
      return fc.dictionary(fc.constantFrom(...loot.texts), fc.constantFrom(...loot.texts), { minKeys: 1, maxKeys: 2 })
    case 'Date':
      return fc.constant(/^(to|until|end)/i.test(name) ? '2026-03-31' : '2026-01-01')
    case 'DateTime':
      return fc.constant(/before|to|until|end/i.test(name) ? '2026-03-31T00:00:00Z' : '2026-01-01T00:00:00Z')
    case 'TimeZone':
      return fc.constant('UTC')
    case 'Decimal':
      return fc.constant('1.5')
    case 'Boolean':
      return fc.boolean()
    case 'Int':
    case 'SafeInt':
      return /seconds|count$/i.test(name) ? fc.constantFrom(1, 86_400) : fc.constantFrom(1, 2, 7)
    case 'Float':
      return fc.constantFrom(1, 7.5)
    default:
      throw new Error(`The walk has no values for the scalar ${type} (argument ${name}): add it to schema-walk.ts`)
  }
}

/** Every `Type.field` that a client can select. */
export function selectableFields(): string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) && !type.name.startsWith('__')
      ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)
      : [],
  )
}
