import { EmptyState } from '../../components/states.tsx'
import { Scroll } from '../../components/view.tsx'
import { integer, percent } from '../../data/format.ts'
import { spanLabel } from '../../data/range.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const RetentionGridReport = graphql(`
  fragment RetentionGrid on RetentionReport {
    cohorts {
      start
      size
      retained
      completePeriods
    }
  }
`)

export function RetentionGrid({ report, period }: RetentionGridProps) {
  const { cohorts } = readFragment(RetentionGridReport, report)
  if (cohorts.every(({ size }) => size === 0))
    return (
      <EmptyState title="Nobody joined on these days">
        <p>Choose other days, or another first event.</p>
      </EmptyState>
    )
  // Nobody can have come back in a period that has not begun.
  const begun = Math.max(...cohorts.map(({ completePeriods }) => completePeriods)) + 1
  const columns = cohorts[0]?.retained.map((_, index) => index).filter((index) => index <= begun) ?? []
  return (
    <Scroll label="Retention">
      <table className="table heat retention">
        <thead>
          <tr>
            <th scope="col">Joined</th>
            <th scope="col" className="number">
              Users
            </th>
            {columns.map((index) => (
              <th key={index} scope="col" className="number">
                {period} {index}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map(({ start, size, retained, completePeriods }) => (
            <tr key={start}>
              <th scope="row">{spanLabel({ from: start, to: start })}</th>
              <td className="number">{integer(size)}</td>
              {columns.map((index) => {
                const count = retained[index] ?? 0
                const share = size === 0 ? 0 : count / size
                const isOpen = index > completePeriods
                return (
                  <td
                    key={index}
                    className={isOpen ? 'number open' : 'number'}
                    style={{ '--heat': share }}
                    title={`${integer(count)} of ${integer(size)}${isOpen ? ', so far' : ''}`}
                  >
                    {isOpen && count === 0 ? '' : percent(size === 0 ? null : share)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

interface RetentionGridProps {
  report: FragmentType<typeof RetentionGridReport>
  period: string
}
