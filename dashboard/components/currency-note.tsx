import { counted } from '../data/format.ts'
import { type FragmentType, readFragment } from '../graphql/fragment-masking.ts'
import { graphql } from '../graphql/gql.ts'

const CurrencyNoteReport = graphql(`
  fragment CurrencyNote on AttributionReport {
    currencies
    conversionsInOtherCurrency
  }
`)

const list = new Intl.ListFormat('en')

/** What the values do not say themselves: that they are of several currencies, or leave some out. */
export function CurrencyNote({ report, currency }: CurrencyNoteProps) {
  const { currencies, conversionsInOtherCurrency: others } = readFragment(CurrencyNoteReport, report)
  if (currency === undefined && currencies.length > 1)
    return (
      <p className="hint warning" data-note="currencies">
        Values are in {list.format(currencies)} and added up whatever their currency. Choose one to count only its
        values.
      </p>
    )
  if (others > 0)
    return (
      <p className="hint warning" data-note="currencies">
        {counted(others, 'conversion is', 'conversions are')} in another currency than {currency}: their values are left
        out.
      </p>
    )
  return null
}

interface CurrencyNoteProps {
  report: FragmentType<typeof CurrencyNoteReport>
  currency: string | undefined
}
