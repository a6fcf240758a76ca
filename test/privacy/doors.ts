import { exportTables } from '../../src/export/tables.ts'
import { pipeNames } from '../../src/tinybird/pipes/index.ts'
import type { TestGateway } from '../testkit/gateway.ts'

/** Which exports and pipes of a location tell one of the ids. */
export async function doorsThatTell(
  gateway: TestGateway,
  locationId: string,
  ids: readonly string[],
): Promise<string[]> {
  const token = await gateway.token({ location_id: locationId, scope: 'read' }, 600)
  const days = 'date_from=2026-03-01&date_to=2026-03-31'
  const paths = [
    ...Object.keys(exportTables).map((name) => `/export/${name}.ndjson`),
    ...pipeNames.flatMap(({ name, pipe }) => {
      const takes = (parameter: string) => pipe.parameters.some((one) => one.name === parameter)
      const range = takes('date_from') ? [`/v0/pipes/${name}.json?${days}`] : [`/v0/pipes/${name}.json`]
      const persons = takes('user_id')
        ? ids.map((id) => `${range[0]}${takes('date_from') ? '&' : '?'}user_id=${encodeURIComponent(id)}`)
        : []
      return [...range, ...persons]
    }),
  ]
  const telling = new Set<string>()
  for (const path of paths) {
    const answer = await gateway.fetch(path, { headers: { authorization: `Bearer ${token}` } })
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text.slice(0, 200)}`)
    if (ids.some((id) => text.includes(id) || text.includes(encodeURIComponent(id))))
      telling.add(path.split('?')[0] ?? '')
  }
  return [...telling].toSorted()
}
