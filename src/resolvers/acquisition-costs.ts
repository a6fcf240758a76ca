import Big from 'big.js'
import { GatewayError } from '../errors.ts'
import type { GatewayContext } from '../graphql/context.ts'
import type { AttributionModelName } from '../schema/attribution-model.ts'
import { type AttributionArgs, loadAttribution, toRows } from './attribution-report.ts'
import { toLocalRange } from './range.ts'

export interface AcquisitionCostArgs extends Omit<AttributionArgs, 'models' | 'currency' | 'pathTransform'> {
  model: AttributionModelName
}

export interface AcquisitionCost {
  key: string
  currency: string
  cost: string
  clicks: number | null
  acquired: number
  costPerAcquisition: string | null
  value: string
  returnOnAdSpend: number | null
}

/** ISO 4217's code where no currency is involved. */
const noCurrency = 'XXX'
const costDimensions = ['CHANNEL', 'AD_PLATFORM', 'UTM_SOURCE', 'UTM_CAMPAIGN']
/** Each is a report of its own. */
const maxCurrencies = 10
const decimals = 9

/**
 * Ad costs beside what they brought, per dimension value and currency; the dearest first.
 * @throws GatewayError BAD_USER_INPUT for a dimension that costs do not have, or too many currencies; RESOURCE_LIMIT
 */
export async function acquisitionCostsOf(
  locationId: string,
  args: AcquisitionCostArgs,
  context: GatewayContext,
): Promise<AcquisitionCost[]> {
  if (!costDimensions.includes(args.dimension))
    throw new GatewayError('BAD_USER_INPUT', `input.dimension: costs are kept by ${costDimensions.join(', ')}.`)
  const costs = await context.load.rows({
    name: 'ad-costs',
    locationId,
    params: { ...toLocalRange(args.range), dimension: args.dimension },
    columns: ['key', 'currency', 'cost', 'clicks'],
  })
  const currencies = [...new Set(costs.map(({ currency }) => currency))]
  if (currencies.length > maxCurrencies)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `input.range: costs in ${currencies.length} currencies; at most ${maxCurrencies}.`,
    )

  const paid = new Set(costs.map(({ key }) => key))
  // Where several currencies are paid in, what cost nothing belongs to none of them.
  const [only, second] = currencies
  const ofTheRest = only !== undefined && second === undefined ? only : noCurrency
  const rows = await Promise.all(
    [...new Set([...currencies, ofTheRest])].map(async (currency) => {
      const credits = await creditsIn(currency)
      const spent = new Map(costs.filter((row) => row.currency === currency).map((row) => [row.key, row]))
      const free = currency === ofTheRest ? [...credits.keys()].filter((key) => !paid.has(key)) : []
      return [...spent.keys(), ...free].map((key) => toRow(key, currency, spent.get(key), credits.get(key)))
    }),
  )
  return rows.flat().toSorted(byCost)

  /** What the model gives to each key, of values in the currency or without any. */
  async function creditsIn(currency: string) {
    const columns = ['key_count', 'linked_count', 'conversion_count', 'keys', 'conversions', 'value'] as const
    const asked = { ...args, models: [args.model], currency: args.valueProperty == null ? null : currency }
    const found = toRows(await loadAttribution(locationId, asked, columns, context), [args.model])
    return new Map(
      found.flatMap(({ key, credits: [credit] }) => (credit === undefined ? [] : [[key, credit] as const])),
    )
  }
}

interface Spent {
  cost: string
  clicks: string | null
}
interface Brought {
  conversions: number
  value: string
}

function toRow(key: string, currency: string, spent: Spent | undefined, brought: Brought | undefined): AcquisitionCost {
  const [cost, acquired, value] = [spent?.cost ?? '0', brought?.conversions ?? 0, brought?.value ?? '0']
  return {
    key,
    currency,
    cost,
    clicks: spent?.clicks == null ? null : Number(spent.clicks),
    acquired,
    costPerAcquisition: acquired === 0 ? null : divide(cost, acquired).toFixed(),
    value,
    returnOnAdSpend: new Big(cost).eq(0) ? null : divide(value, cost).toNumber(),
  }
}

const divide = (a: Big.BigSource, b: Big.BigSource) => new Big(a).div(b).round(decimals)

function byCost(a: AcquisitionCost, b: AcquisitionCost): number {
  return new Big(b.cost).cmp(a.cost) || b.acquired - a.acquired || (a.key < b.key ? -1 : 1)
}
