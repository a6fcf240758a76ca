import { filterNames } from '../../src/export/filter-arguments.ts'
import { exportFormats } from '../../src/export/formats.ts'
import { exportTables } from '../../src/export/tables.ts'
import { pipeNames } from '../../src/tinybird/pipes/index.ts'
import type { Loot } from './schema-walk.ts'
import { foreign, own } from './two-locations.ts'

/** A request of somebody who may do everything in the own location, and puts in what they learnt of the foreign one. */
export interface RestRequest {
  /** As the application mounts it. */
  route: string
  path: string
  method?: 'POST'
  body?: string
}

/** A value of each kind that a parameter takes, out of the foreign location where it has any. */
function valuesOf(name: string, loot: Loot): string[] {
  if (/location/i.test(name)) return [foreign, '*']
  if (/cursor|after|before/i.test(name) && !/seen|started|occurred/i.test(name)) return loot.cursors.slice(0, 2)
  if (/date|seen|started|occurred/i.test(name)) return ['2026-02-01']
  if (/count|seconds|limit|offset|hours|page/i.test(name)) return ['1']
  if (/identified|bounced/i.test(name)) return ['true']
  if (/performed/i.test(name)) return [JSON.stringify({ event: loot.texts[0] })]
  if (/properties/i.test(name)) return [JSON.stringify({ [loot.texts[0] ?? '']: loot.texts[1] })]
  return [loot.texts.find((text) => text.includes('user')) ?? loot.texts[0] ?? '', 'shared-visitor']
}

/** The pipes, under all their names, in every format, each parameter with foreign values. */
function pipeRequests(loot: Loot): RestRequest[] {
  const route = '/v0/pipes/:file'
  return pipeNames.flatMap(({ name, pipe }) => {
    const parameters = pipe.parameters.flatMap((parameter) => [parameter.name, ...(parameter.aliases ?? [])])
    const plain = ['json', 'csv', 'ndjson'].map((format) => ({ route, path: `/v0/pipes/${name}.${format}?limit=50` }))
    // Aliases answer like their pipe.
    if (name !== pipe.name) return plain.slice(0, 1)
    const asked = parameters.flatMap((parameter) =>
      valuesOf(parameter, loot).map((value) => ({
        route,
        path: `/v0/pipes/${name}.json?${new URLSearchParams({ [parameter]: value })}`,
      })),
    )
    return [{ route, path: `/v0/pipes/${name}` }, ...plain, ...asked]
  })
}

function exportRequests(loot: Loot, cursors: Readonly<Record<string, string>>): RestRequest[] {
  const route = '/export/:file'
  return Object.entries(exportTables).flatMap(([name, table]) => {
    const file = (format: string, query: Record<string, string> = {}) => ({
      route,
      path: `/export/${name}.${format}?${new URLSearchParams({ location_id: own, ...query })}`,
    })
    const filters = table.inputTypes.flatMap((type) => filterNames(type))
    const stolen = cursors[name]
    return [
      // A decision has a random id, which can be told as such in a text.
      ...Object.keys(exportFormats).flatMap((format) =>
        format === 'parquet' && name === 'identity_mappings' ? [] : [file(format)],
      ),
      file('ndjson', { cursor: 'true', limit: '3' }),
      { route, path: `/export/${name}.ndjson?location_id=${foreign}` },
      { route, path: `/export/${name}.ndjson?location_id=${own}&location_id=${foreign}` },
      ...(stolen === undefined ? [] : [file('ndjson', { after: stolen })]),
      ...loot.cursors.slice(0, 2).map((after) => file('ndjson', { after })),
      ...filters.flatMap((filter) => valuesOf(filter, loot).map((value) => file('ndjson', { [filter]: value }))),
    ]
  })
}

/**
 * @param cursors By table: a cursor that an export gave to the foreign location.
 */
export function restRequests(loot: Loot, cursors: Readonly<Record<string, string>>): RestRequest[] {
  const event = JSON.stringify({ event: 'seen', distinct_id: 'shared-visitor', timestamp: '2026-02-01T00:00:00Z' })
  const mint = (pipe: string, location: string) =>
    JSON.stringify({
      name: 'walk',
      scopes: [{ type: 'PIPES:READ', resource: pipe, fixed_params: { location_id: location } }],
    })
  const expires = Math.ceil(Date.now() / 1_000) + 3_000
  return [
    ...pipeRequests(loot),
    ...exportRequests(loot, cursors),
    { route: '/v0/pipes', path: '/v0/pipes' },
    { route: '/v0/pipes/openapi.json', path: '/v0/pipes/openapi.json' },
    { route: '/v0/tokens', path: '/v0/tokens' },
    ...[own, foreign].map((location) => ({
      route: '/v0/tokens',
      method: 'POST' as const,
      path: `/v0/tokens?expiration_time=${expires}`,
      body: mint('users', location),
    })),
    { route: '/v1/workspace', path: '/v1/workspace' },
    { route: '/v1/pipes', path: '/v1/pipes' },
    { route: '/v1/pipes/*', path: '/v1/pipes/users.json' },
    { route: '/v0/datasources', path: '/v0/datasources' },
    { route: '/v0/datasources/:name', path: '/v0/datasources/events' },
    { route: '/v0/datasources/:name', path: `/v0/datasources/${foreign}` },
    // With a token where a write key is asked for, and with locations in the row.
    ...['events', 'ad_costs', 'identity_mappings', 'errors'].map((name) => ({
      route: '/v0/events',
      method: 'POST' as const,
      path: `/v0/events?name=${name}&wait=true`,
      body: JSON.stringify({ ...JSON.parse(event), location_id: foreign }),
    })),
  ]
}
