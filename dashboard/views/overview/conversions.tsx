import { Link } from '@tanstack/react-router'
import { CurrencyNote } from '../../components/currency-note.tsx'
import { Delta } from '../../components/figures.tsx'
import { counted, integer, money, percent } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const ConversionTotals = graphql(`
  fragment ConversionTotals on AttributionReport {
    conversionCount
    conversionValue
    conversionsWithoutValue
    conversionsInOtherCurrency
    ...CurrencyNote
  }
`)

export function Conversions({ now, before, visitors, currency }: ConversionsProps) {
  const totals = readFragment(ConversionTotals, now)
  const valued = totals.conversionCount - totals.conversionsInOtherCurrency
  const each = valued === 0 ? null : Number(totals.conversionValue) / valued
  const unit = currency === undefined ? '' : `, ${currency}`
  return (
    <>
      <dl className="figures">
        <div>
          <dt>Conversions</dt>
          <dd data-figure="conversions">{integer(totals.conversionCount)}</dd>
          <dd>
            <Delta now={totals.conversionCount} before={before} />
          </dd>
        </div>
        <div>
          <dt>Value{unit}</dt>
          <dd data-figure="value">{money(totals.conversionValue)}</dd>
        </div>
        <div>
          <dt>Value per conversion{unit}</dt>
          <dd>{money(each)}</dd>
        </div>
        <div>
          <dt>Conversions per visitor</dt>
          <dd>{percent(visitors === 0 ? null : totals.conversionCount / visitors)}</dd>
        </div>
      </dl>
      {totals.conversionsWithoutValue > 0 && (
        <p className="hint">
          {counted(totals.conversionsWithoutValue, 'conversion carries', 'conversions carry')} no value.
        </p>
      )}
      <CurrencyNote report={totals} currency={currency} />
      <Link className="button block" to="/attribution">
        Compare attribution models
      </Link>
    </>
  )
}

interface ConversionsProps {
  now: FragmentType<typeof ConversionTotals>
  /** How many there were in the days before. */
  before: number
  visitors: number
  currency: string | undefined
}
