import { engineJson } from '../json/engine-json.ts'
import { isJsonObject } from '../json/json-value.ts'
import { withoutIds } from '../privacy/named-ids.ts'
import type { Tables } from '../sql/generated.ts'
import type { CapturedEvent } from './captured-event.ts'
import { errorRow } from './exception.ts'
import { identityMappingOf, mappingRow } from './identity-mapping.ts'

/** An event and its row in the landing table. */
export interface ShapedEvent {
  event: Pick<CapturedEvent, 'event' | 'distinctId' | 'properties'>
  row: Tables['events']
}

/** An event as it was stored: what derives from it must be equal, whoever stores it again. */
export function shapedFromRow(row: Tables['events']): ShapedEvent {
  const properties: unknown = JSON.parse(row.properties)
  return {
    event: { event: row.event, distinctId: row.distinct_id, properties: isJsonObject(properties) ? properties : {} },
    row,
  }
}

/** An event that no longer names these ids in its properties. */
export function shapedWithoutIds({ event, row }: ShapedEvent, isErased: (id: string) => boolean): ShapedEvent {
  const properties = withoutIds(event.properties, isErased)
  return { event: { ...event, properties }, row: { ...row, properties: engineJson(properties) } }
}

type Derived = 'identity_mappings' | 'identity_mappings_quarantine' | 'errors'

/** What events say elsewhere than in the table of events. */
export function derivedRows(events: readonly ShapedEvent[]): { [T in Derived]: Tables[T][] } {
  const derived: { [T in Derived]: Tables[T][] } = {
    identity_mappings: [],
    identity_mappings_quarantine: [],
    errors: [],
  }
  for (const { event, row } of events) {
    const mapping = identityMappingOf(event)
    if (mapping?.illegal === undefined && mapping !== undefined)
      derived.identity_mappings.push({ ...mappingRow(mapping, row), decided_by: '' })
    else if (mapping?.illegal !== undefined)
      derived.identity_mappings_quarantine.push({ ...mappingRow(mapping, row), reason: mapping.illegal })
    const error = errorRow(row, event.properties)
    if (error !== undefined) derived.errors.push(error)
  }
  return derived
}
