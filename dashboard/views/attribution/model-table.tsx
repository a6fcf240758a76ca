import { Channel } from '../../components/channel.tsx'
import { Bar } from '../../components/figures.tsx'
import { Scroll } from '../../components/view.tsx'
import { decimal, integer, money, percent } from '../../data/format.ts'
import { models } from '../../data/search.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'
import { type Measure, measured } from './model-spread.tsx'
import { modelColor } from './model-style.ts'

const ModelTableReport = graphql(`
  fragment ModelTable on AttributionReport {
    conversionCount
    conversionValue
    rows {
      key
      credits {
        model
        conversions
        value
        share
      }
    }
  }
`)

const writers = { share: percent, conversions: decimal, value: money }

/** The figures behind the dots. Each column adds up to the same total. */
export function ModelTable({ report, measure }: ModelTableProps) {
  const { rows, conversionCount, conversionValue } = readFragment(ModelTableReport, report)
  const most = Math.max(...rows.flatMap(({ credits }) => credits.map((credit) => measured(credit, measure))), 1e-9)
  const asked = rows[0]?.credits.map(({ model }) => model) ?? []
  const total = { share: percent(1), conversions: integer(conversionCount), value: money(conversionValue) }[measure]
  return (
    <Scroll label="Models side by side">
      <table className="table models">
        <thead>
          <tr>
            <th scope="col">Value</th>
            {asked.map((model) => (
              <th key={model} scope="col" className="number">
                {models[model]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, credits }) => (
            <tr key={key}>
              <th scope="row">
                <Channel name={key} />
              </th>
              {credits.map((credit) => (
                <td key={credit.model} className="number model-cell" data-model={credit.model}>
                  {writers[measure](measured(credit, measure))}
                  <Bar part={measured(credit, measure) / most} color={modelColor(credit.model)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            {asked.map((model) => (
              <td key={model} className="number">
                {total}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </Scroll>
  )
}

interface ModelTableProps {
  report: FragmentType<typeof ModelTableReport>
  measure: Measure
}
