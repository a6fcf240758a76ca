import { coveredLocations, covers, type Principal } from '../auth/principal.ts'
import { GatewayError } from '../errors.ts'
import type { ExportTable } from './export-table.ts'
import { filterNames } from './filter-arguments.ts'
import { exportFormats } from './formats.ts'
import { exportTables } from './tables.ts'

const ownParameters = ['location_id', 'after', 'limit', 'cursor']
const maxLimit = 10_000

export interface AskedFile {
  /** Of the table. */
  name: string
  table: ExportTable
  format: keyof typeof exportFormats
}

/** What a path names. @throws GatewayError NOT_FOUND */
export function fileOf(pathname: string): AskedFile {
  const [, name = '', extension = ''] = /\/([a-z_]+)\.([a-z]+)\/?$/.exec(pathname) ?? []
  const table = Object.hasOwn(exportTables, name) ? exportTables[name] : undefined
  const formats = Object.keys(exportFormats).filter((key): key is keyof typeof exportFormats => key in exportFormats)
  const format = formats.find((key) => key === extension)
  if (table === undefined || format === undefined)
    throw new GatewayError(
      'NOT_FOUND',
      `There are: /export/<${Object.keys(exportTables).join('|')}>.<${formats.join('|')}>.`,
    )
  return { name, table, format }
}

/** The location that is named, or the only one that the token covers. @throws GatewayError BAD_USER_INPUT, FORBIDDEN */
export function locationOf({ locations }: Principal, query: URLSearchParams): string {
  const named = query.get('location_id')
  const covered = coveredLocations(locations)
  const [only, second] = covered === '*' ? [] : covered
  const locationId = named ?? (second === undefined ? only : undefined)
  if (locationId === undefined)
    throw new GatewayError('BAD_USER_INPUT', 'location_id: say which, the token does not cover exactly one.')
  if (!covers(locations, locationId))
    throw new GatewayError('FORBIDDEN', 'The credential does not cover this location.')
  return locationId
}

/**
 * A misspelt filter would export everything, and of two values one would be a guess. @throws GatewayError
 * BAD_USER_INPUT
 */
export function assertKnown({ inputTypes }: ExportTable, query: URLSearchParams): void {
  const known = [...ownParameters, ...inputTypes.flatMap(filterNames)]
  const unknown = [...query.keys()].find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `There is no parameter ${unknown.slice(0, 40)}. There are: ${known.join(', ')}.`,
    )
  const repeated = ownParameters.find((name) => query.getAll(name).length > 1)
  if (repeated !== undefined) throw new GatewayError('BAD_USER_INPUT', `${repeated}: give it once.`)
}

/** @throws GatewayError BAD_USER_INPUT for what is neither true nor false. */
export function saysTrue(name: string, query: URLSearchParams): boolean {
  const text = query.get(name) ?? 'false'
  if (text !== 'true' && text !== 'false') throw new GatewayError('BAD_USER_INPUT', `${name}: expected true or false.`)
  return text === 'true'
}

/** `undefined`: everything. @throws GatewayError BAD_USER_INPUT */
export function limitOf(query: URLSearchParams): number | undefined {
  const text = query.get('limit')
  if (text === null) return undefined
  const limit = Number(text)
  if (!/^\d+$/.test(text) || limit < 1 || limit > maxLimit)
    throw new GatewayError('BAD_USER_INPUT', `limit: expected 1 to ${maxLimit}; leave it out for everything.`)
  return limit
}
