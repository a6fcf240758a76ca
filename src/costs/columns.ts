import type { JsonObject } from '../json/json-value.ts'

export const costFields = [
  'date',
  'channel',
  'source',
  'campaign',
  'cost',
  'currency',
  'clicks',
  'impressions',
] as const
export type CostField = (typeof costFields)[number]

// Compared in lower case and without punctuation. The first that is there and not empty counts.
const aliases: Record<CostField, readonly string[]> = {
  date: ['date', 'day', 'reportdate', 'datestart', 'segmentsdate'],
  channel: ['channel', 'adchannel'],
  source: ['source', 'utmsource', 'platform', 'network'],
  campaign: ['campaign', 'utmcampaign', 'campaignname'],
  cost: ['cost', 'spend', 'amountspent', 'amount', 'costs'],
  currency: ['currency', 'currencycode', 'accountcurrency'],
  clicks: ['clicks', 'linkclicks'],
  impressions: ['impressions', 'views'],
}

export interface CostMapping {
  /** Column of the file → field. A field that is mapped is not guessed. */
  columns: ReadonlyMap<string, CostField>
  /** Where a row names none. */
  currency?: string | undefined
}

/** Turns the columns of a file's row into the fields of a cost row. */
export function createCostMapper({ columns, currency }: CostMapping): (row: JsonObject) => JsonObject {
  const mapped = new Set(columns.values())
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')
  // A list or an object is no value of a cost.
  const isThere = (value: unknown) => value !== undefined && typeof value !== 'object' && value !== ''

  return (row) => {
    const fields: JsonObject = currency === undefined ? {} : { currency }
    for (const field of costFields) {
      const names = mapped.has(field) ? [...columns].flatMap(([name, to]) => (to === field ? [name] : [])) : undefined
      const value = names
        ? names.map((name) => row[name]).find(isThere)
        : aliases[field]
            .flatMap((alias) => Object.entries(row).filter(([name]) => !columns.has(name) && plain(name) === alias))
            .map(([, found]) => found)
            .find(isThere)
      if (value !== undefined) fields[field] = field === 'date' ? dayOf(value) : value
    }
    return fields
  }
}

/** Parquet holds days as instants at midnight, and exports append a time. */
const dayOf = <T>(value: T) => (typeof value === 'string' ? value.replace(/[T ]00:00:00(\.0+)?Z?$/, '') : value)
