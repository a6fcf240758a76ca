import { createContext, useContext } from 'react'
import type { Clock } from '../data/format.ts'
import type { Range } from '../data/range.ts'

/** Where a view is looked at. */
export interface Place {
  locationId: string
  clock: Clock
  range: Range
  /** As it stands in the address. */
  rangeKey: string
  canManage: boolean
}

export const PlaceContext = createContext<Place | undefined>(undefined)

/** The location and the days of the address, and how instants are read there. */
export function usePlace(): Place {
  const place = useContext(PlaceContext)
  if (place === undefined) throw new Error('There is no location here.')
  return place
}
