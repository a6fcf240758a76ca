import fc from 'fast-check'
import {
  execute,
  GraphQLFloat,
  GraphQLList,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
  validate,
} from 'graphql'
import { expect, test } from 'vitest'
import { selectedColumns } from '../../src/resolvers/selected-columns.ts'

const columns = ['user_id', 'distinct_ids', 'first_seen', 'last_seen', 'session_count', 'browser'] as const

/** A connection of nodes that record which of their columns execution really reads. */
function recordingSchema(read: Set<string>, selected: string[]) {
  const leaf = (column: string) => ({
    type: GraphQLString,
    extensions: { columns: [column] },
    resolve: () => {
      read.add(column)
      return column
    },
  })
  const inner = new GraphQLObjectType({ name: 'Inner', fields: { e: leaf('session_count'), f: leaf('browser') } })
  const node = new GraphQLObjectType({
    name: 'Thing',
    fields: {
      a: leaf('user_id'),
      b: leaf('distinct_ids'),
      c: leaf('first_seen'),
      d: leaf('last_seen'),
      same: { type: inner, extensions: { sameRow: true }, resolve: () => ({}) },
      cost: { type: GraphQLFloat, resolve: () => 1 },
    },
  })
  const edge = new GraphQLObjectType({ name: 'ThingEdge', fields: { node: { type: node, resolve: () => ({}) } } })
  const connection = new GraphQLObjectType({
    name: 'ThingConnection',
    fields: {
      edges: { type: new GraphQLList(edge), resolve: () => [{}] },
      nodes: { type: new GraphQLList(node), resolve: () => [{}] },
    },
  })
  const things = {
    type: connection,
    resolve: (_: unknown, __: unknown, ___: unknown, info: Parameters<typeof selectedColumns>[0]) => {
      selected.push(...selectedColumns(info, 'users-with-sessions'))
      return {}
    },
  }
  return new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { things } }) })
}

const directive = fc.constantFrom(
  '',
  '',
  '@include(if: $yes)',
  '@include(if: $no)',
  '@skip(if: true)',
  '@skip(if: $no)',
)
const innerField = fc.tuple(fc.constantFrom('e', 'f', 'x: e'), directive).map(([field, on]) => `${field} ${on}`)
const nodeField = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('a', 'b', 'c', 'd', 'y: a', 'cost', '__typename'), directive)
      .map(([field, on]) => `${field} ${on}`),
  },
  fc
    .tuple(directive, fc.array(innerField, { minLength: 1, maxLength: 3 }))
    .map(([on, fields]) => `same ${on} { ${fields.join(' ')} }`),
  fc.tuple(directive, fc.constantFrom('a', 'b', 'same { f }')).map(([on, field]) => `... on Thing ${on} { ${field} }`),
  directive.map((on) => `...Named ${on}`),
)
const nodeSelection = fc.array(nodeField, { minLength: 1, maxLength: 6 }).map((fields) => fields.join(' '))
const query = fc
  .tuple(
    fc.array(fc.tuple(fc.boolean(), directive, nodeSelection), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('c', 'd same { e }', '... on Thing { b }'),
  )
  .map(([parts, named]) => {
    const lists = parts.map(([edges, on, selection]) =>
      edges ? `edges { node ${on} { ${selection} } }` : `nodes ${on} { ${selection} }`,
    )
    return `query ($yes: Boolean = true, $no: Boolean = false) { things { ${lists.join(' ')} __typename } again: things { __typename ...Unused } } fragment Named on Thing { ${named} } fragment Unused on ThingConnection { nodes { ...Named @skip(if: true) } }`
  })

test('the columns that are read are exactly those that execution asks for', async () => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(query, async (text) => {
      const read = new Set<string>()
      const selected: string[] = []
      const schema = recordingSchema(read, selected)
      const document = parse(text)
      // Generated selections may repeat a name with another directive; what graphql-js refuses is of no interest.
      if (validate(schema, document).length > 0) return
      compared++
      const { errors } = await execute({ schema, document })
      expect(errors).toBeUndefined()
      expect([...new Set(selected)].sort()).toEqual([...read].sort())
      expect(columns).toEqual(expect.arrayContaining([...read]))
    }),
    { numRuns: 400 },
  )
  expect(compared).toBeGreaterThan(100)
})
