import type { GraphQLResolveInfo } from 'graphql'
import { currencyCode } from '../costs/currency.ts'
import { GatewayError } from '../errors.ts'
import type { GatewayContext } from '../graphql/context.ts'
import type { AttributionDimensionName } from '../schema/attribution-dimension.ts'
import type { AttributionModelName } from '../schema/attribution-model.ts'
import { read } from '../schema/refs.ts'
import type { Row } from '../sql/run.ts'
import type { Maybe } from './maybe.ts'
import { type DateRange, toLocalRange } from './range.ts'
import { selectedColumns } from './selected-columns.ts'

type ReportRow = Row<'attribution-report'>

export interface Credit {
  model: AttributionModelName
  conversions: number
  value: string
  share: number
}

export interface AttributionReportParent {
  row: Partial<Row<'attribution-report'>>
  rows: { key: string; credits: Credit[] }[]
  countsOthers: boolean
  locationId: string
  args: AttributionArgs & { conversionEvent: string }
}

export interface AttributionArgs {
  range: DateRange
  /** Absent: every new user counts as a conversion, at the time of their first visit. */
  conversionEvent?: Maybe<string>
  valueProperty?: Maybe<string>
  /** In capitals. */
  currency?: Maybe<string>
  models: readonly AttributionModelName[]
  dimension: AttributionDimensionName
  lookbackDays: number
  halfLifeDays?: Maybe<number>
  pathTransform?: 'UNIQUE' | 'EXPOSURE' | 'FIRST' | 'FREQUENCY'
  timeZone?: Maybe<string>
}

/** More rows than that are no report. Solving the chain costs the cube of its keys: 300 take about half a second. */
const maxKeys = 5_000
const maxMarkovKeys = 300
const maxDays = 1_000
const textMaxLength = 200

const nothing = { conversion_count: '0', conversion_value: '0', non_conversion_count: '0', without_value_count: '0' }
const noRow = {
  ...nothing,
  in_other_currency_count: '0',
  cut_conversion_count: '0',
  key_count: '0',
  linked_count: '0',
  keys: [],
}

/** What led to the conversions of a location. @throws GatewayError BAD_USER_INPUT, RESOURCE_LIMIT */
export async function attributionReportOf(
  locationId: string,
  args: AttributionArgs & { conversionEvent: string },
  context: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<AttributionReportParent> {
  if (args.conversionEvent === '') throw new GatewayError('BAD_USER_INPUT', 'input.conversionEvent: name an event.')
  const currency = args.currency ? currencyCode(args.currency) : null
  if (currency === undefined)
    throw new GatewayError('BAD_USER_INPUT', 'input.currency: expected a currency of ISO 4217, as EUR.')
  const row = await loadAttribution(
    locationId,
    { ...args, currency },
    selectedColumns(info, 'attribution-report'),
    context,
  )
  return {
    row,
    rows: row.keys === undefined ? [] : toRows(row, args.models),
    countsOthers: needsOthers(args.models),
    locationId,
    args,
  }
}

/** The currencies that the conversions name, the most frequent first; what is no currency is left out. */
export async function currenciesOf(
  locationId: string,
  { range, timeZone, conversionEvent }: AttributionArgs & { conversionEvent: string },
  { load, timeZoneOf }: GatewayContext,
): Promise<string[]> {
  const rows = await load.rows({
    name: 'conversion-currencies',
    locationId,
    params: {
      ...toLocalRange(range),
      time_zone: timeZone ?? timeZoneOf(locationId),
      conversion_event: conversionEvent,
    },
    columns: ['currency'],
  })
  // Only what the report takes for it: SQL trims no more than spaces.
  return rows.flatMap(({ currency }) => (currencyCode(currency) === currency ? [currency] : []))
}

/** The report's row with the given columns; zeros where nothing converted. */
export async function loadAttribution<C extends keyof ReportRow & string>(
  locationId: string,
  args: AttributionArgs,
  columns: readonly C[],
  { load, timeZoneOf }: GatewayContext,
): Promise<Partial<ReportRow>> {
  const { models } = args
  assertWithin('lookbackDays', args.lookbackDays, 1)
  const halfLifeDays = args.halfLifeDays ?? 7
  assertWithin('halfLifeDays', halfLifeDays, 1e-3)
  if (models.length === 0 || new Set(models).size !== models.length)
    throw new GatewayError('BAD_USER_INPUT', 'input.models: name at least one model, and each once.')
  for (const name of ['conversionEvent', 'valueProperty'] as const)
    if ((args[name]?.length ?? 0) > textMaxLength)
      throw new GatewayError('BAD_USER_INPUT', `input.${name}: at most ${textMaxLength} characters.`)

  const [row] = await load.rows({
    name: 'attribution-report',
    locationId,
    params: {
      ...toLocalRange(args.range),
      time_zone: args.timeZone ?? timeZoneOf(locationId),
      dimension: args.dimension,
      conversion_event: args.conversionEvent ?? '',
      value_property: args.valueProperty ?? '',
      currency: args.currency ?? '',
      lookback_days: args.lookbackDays,
      half_life_days: halfLifeDays,
      path_transform: args.pathTransform ?? 'EXPOSURE',
      with_others: needsOthers(models),
      data_driven: models.includes('DATA_DRIVEN'),
      markov: models.includes('MARKOV'),
      models,
      max_keys: maxKeys,
      max_markov_keys: maxMarkovKeys,
    },
    columns,
  })
  if (row === undefined) return { ...noRow, conversions: models.map(() => []), value: models.map(() => []) }
  const found: Partial<ReportRow> = row
  const refuse = (what: string, limit: number, instead: string) =>
    new GatewayError('RESOURCE_LIMIT', `input.dimension: ${args.dimension} has ${what}; at most ${limit}. ${instead}`)
  if (Number(found.key_count ?? 0) > maxKeys)
    throw refuse(`${found.key_count} values in these journeys`, maxKeys, narrower)
  if (Number(found.linked_count ?? 0) > maxMarkovKeys)
    throw refuse(
      `${found.linked_count} values that follow each other`,
      maxMarkovKeys,
      `${narrower} Or leave MARKOV out.`,
    )
  return found
}

const narrower = 'Narrow the range or the lookback, or choose a dimension with fewer values.'

const needsOthers = (models: readonly AttributionModelName[]) =>
  models.includes('MARKOV') || models.includes('DATA_DRIVEN')

/** Arrays per model → a row per key that any model credits; the most credited by the first model first. */
export function toRows(row: Partial<ReportRow>, models: readonly AttributionModelName[]) {
  const [keys, conversions, values] = [read(row, 'keys'), read(row, 'conversions'), read(row, 'value')]
  const total = Number(read(row, 'conversion_count'))
  const credit = (model: AttributionModelName, place: number, key: number): Credit => {
    const given = conversions[place]?.[key] ?? 0
    return { model, conversions: given, value: values[place]?.[key] ?? '0', share: total === 0 ? 0 : given / total }
  }
  return keys
    .map((key, at) => ({ key, credits: models.map((model, place) => credit(model, place, at)) }))
    .filter(({ credits }) => credits.some(({ conversions: given }) => given > 0))
    .sort((a, b) => firstCredit(b) - firstCredit(a) || (a.key < b.key ? -1 : 1))
}

const firstCredit = ({ credits }: { credits: Credit[] }) => credits[0]?.conversions ?? 0

function assertWithin(name: string, days: number, min: number): void {
  if (!(days >= min && days <= maxDays))
    throw new GatewayError('BAD_USER_INPUT', `input.${name}: ${days} days; from ${min} to ${maxDays}.`)
}
