import { Channel } from '../../components/channel.tsx'
import { EmptyState } from '../../components/states.tsx'
import { Panel, Scroll } from '../../components/view.tsx'
import { decimal, integer, money } from '../../data/format.ts'
import { dimensions, dimensionWord } from '../../data/search.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'
import type { AttributionDimension } from '../../graphql/graphql.ts'

const CostsRows = graphql(`
  fragment Costs on AcquisitionCost {
    key
    currency
    cost
    clicks
    acquired
    costPerAcquisition
    value
    returnOnAdSpend
  }
`)

/** What was paid and what it brought. Costs and value are bars on one scale; beyond the line, an ad pays for itself. */
export function Costs({ costs, dimension }: CostsProps) {
  const rows = readFragment(CostsRows, costs).filter(({ cost }) => Number(cost) !== 0)
  const most = Math.max(...rows.flatMap(({ cost, value }) => [Number(cost), Number(value)]), 1e-9)
  return (
    <Panel
      title="Cost and return"
      actions={
        <p className="cost-legend" aria-hidden="true">
          <span>
            <i className="pair-cost" /> cost
          </span>
          <span>
            <i className="pair-value" /> value
          </span>
        </p>
      }
      note={`By ${dimensionWord(dimension)}, conversions by the first of the chosen models. Only what was paid for; currencies are never added up.`}
    >
      {rows.length === 0 ? (
        <EmptyState title="No ad costs on these days">
          <p>
            Import them with <code>attrigraph import --costs</code> or <code>importAdCosts</code>.
          </p>
        </EmptyState>
      ) : (
        <Scroll label="Cost and return">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{dimensions[dimension]}</th>
                <th scope="col">Cost and value</th>
                <th scope="col" className="number">
                  Cost
                </th>
                <th scope="col" className="number">
                  Value
                </th>
                <th scope="col" className="number">
                  Clicks
                </th>
                <th scope="col" className="number">
                  Conversions
                </th>
                <th scope="col" className="number">
                  Cost each
                </th>
                <th scope="col" className="number">
                  Return
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.key} ${row.currency}`}>
                  <th scope="row">
                    <Channel name={row.key} />
                  </th>
                  <td className="bar-cell wide">
                    <span className="pair" aria-hidden="true">
                      <span className="pair-cost" style={{ width: `${(100 * Number(row.cost)) / most}%` }} />
                      <span className="pair-value" style={{ width: `${(100 * Number(row.value)) / most}%` }} />
                    </span>
                  </td>
                  <td className="number">
                    {money(row.cost)} <small>{row.currency}</small>
                  </td>
                  <td className="number">{money(row.value)}</td>
                  <td className="number">{integer(row.clicks)}</td>
                  <td className="number">{decimal(row.acquired)}</td>
                  <td className="number">{money(row.costPerAcquisition)}</td>
                  <td className="number">
                    <strong className={(row.returnOnAdSpend ?? 0) >= 1 ? 'good' : 'bad'}>
                      {row.returnOnAdSpend === null ? '–' : `${decimal(row.returnOnAdSpend)}×`}
                    </strong>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  )
}

interface CostsProps {
  costs: readonly FragmentType<typeof CostsRows>[]
  dimension: AttributionDimension
}
