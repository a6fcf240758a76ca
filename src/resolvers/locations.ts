import { coveredLocations, covers } from '../auth/principal.ts'
import { GatewayError } from '../errors.ts'
import type { GatewayContext } from '../graphql/context.ts'
import { type LocationParent, locationAt } from '../schema/refs.ts'
import type { Maybe } from './maybe.ts'
import { loadPage, type PageArgs, unlimited } from './page.ts'
import { searchText } from './search-text.ts'

/** Locations sort by id alone; a cursor still carries a numeric key. */
const noKey = '0'

/**
 * The location with this id, or the only one that the credential covers.
 * @throws GatewayError FORBIDDEN outside the scope or unknown, before anything of it is read.
 */
export async function locationOf(
  id: string | null | undefined,
  context: GatewayContext,
  argument = 'id',
): Promise<LocationParent> {
  const { locations } = context.principal
  const covered = coveredLocations(locations)
  if (id == null) {
    const [only, second] = covered === '*' ? [] : covered
    if (only === undefined || second !== undefined)
      throw new GatewayError('BAD_USER_INPUT', `${argument}: name the location; the token does not cover exactly one.`)
    return locationAt(only)
  }
  if (!covers(locations, id)) throw new GatewayError('FORBIDDEN', 'The token does not cover this location.')
  // A token for all locations names none, so only the data can tell which exist.
  if (covered === '*' && !(await exists(id, context)))
    throw new GatewayError('FORBIDDEN', 'The token does not cover this location.')
  return locationAt(id)
}

async function exists(id: string, { sql }: GatewayContext): Promise<boolean> {
  const rows = await sql.rows(
    'locations',
    { ...anyLocation, location_ids: [id], ids: [id], after_id: '', direction: 1, limit: 1 },
    ['location_id'],
  )
  return rows.length > 0
}

const anyLocation = { location_ids: [], ids: [], search: '' }

/**
 * The locations that the credential covers, in the order of their ids.
 * @param args.search Part of the id, in any case.
 * @throws GatewayError BAD_USER_INPUT
 */
export async function locationsOf(args: PageArgs & { search?: Maybe<string> }, { principal, sql }: GatewayContext) {
  const search = searchText(args.search, 'search')
  const locations = coveredLocations(principal.locations)
  const listed = locations === '*' ? [] : locations.filter(holds(search))
  const load = async (afterId: string, direction: 1 | -1, limit: number): Promise<LocationParent[]> => {
    if (locations !== '*') return page(listed, afterId, direction, limit).map(locationAt)
    const asked = { ...anyLocation, search, after_id: afterId, direction, limit }
    const rows = await sql.rows('locations', asked, ['location_id'])
    return rows.map(({ location_id }) => locationAt(location_id))
  }
  return loadPage<LocationParent>({
    args,
    question: ['locations', search],
    orderBy: 'LOCATION_ID',
    direction: 1,
    maxSize: 1_000,
    positionOf: ({ locationId }) => ({ key: noKey, id: locationId }),
    load: ({ after_id, direction, limit }) => load(after_id, direction, limit),
    count: async () =>
      locations === '*'
        ? Number((await sql.count('locations', { ...anyLocation, search, ...unlimited }, []))[0]?.total ?? 0)
        : listed.length,
  })
}

/** As the database does it for a credential that covers all: in any case, character by character. */
function holds(search: string): (id: string) => boolean {
  const sought = folded(search)
  return (id) => folded(id).includes(sought)
}

const folded = (text: string) =>
  Array.from(text.toWellFormed(), (character) => {
    const lower = character.toLowerCase()
    return [...lower].length === 1 ? lower : character
  }).join('')

/** By their bytes, as the database does. */
const compareIds = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

function page(ids: readonly string[], after: string, direction: 1 | -1, limit: number): string[] {
  const sorted = ids.toSorted((a, b) => direction * compareIds(a, b))
  const rest = after === '' ? sorted : sorted.filter((id) => direction * compareIds(id, after) > 0)
  return rest.slice(0, limit)
}
