import { Link } from '@tanstack/react-router'
import { Delta } from '../../components/figures.tsx'
import { integer, money, percent } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const ConversionTotals = graphql(`
  fragment ConversionTotals on AttributionReport {
    conversionCount
    conversionValue
    conversionsWithoutValue
  }
`)

export function Conversions({ now, before, visitors }: ConversionsProps) {
  const totals = readFragment(ConversionTotals, now)
  const each = totals.conversionCount === 0 ? null : Number(totals.conversionValue) / totals.conversionCount
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
          <dt>Value</dt>
          <dd data-figure="value">{money(totals.conversionValue)}</dd>
        </div>
        <div>
          <dt>Value per conversion</dt>
          <dd>{money(each)}</dd>
        </div>
        <div>
          <dt>Conversions per visitor</dt>
          <dd>{percent(visitors === 0 ? null : totals.conversionCount / visitors)}</dd>
        </div>
      </dl>
      {totals.conversionsWithoutValue > 0 && (
        <p className="hint">{integer(totals.conversionsWithoutValue)} conversions carry no value.</p>
      )}
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
}
