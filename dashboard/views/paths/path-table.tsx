import { Bar } from '../../components/figures.tsx'
import { Scroll } from '../../components/view.tsx'
import { integer } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const PathTableReport = graphql(`
  fragment PathTable on PathsReport {
    edges {
      step
      from
      to
      count
    }
  }
`)

export function PathTable({ paths }: { paths: FragmentType<typeof PathTableReport> }) {
  const { edges } = readFragment(PathTableReport, paths)
  const most = Math.max(...edges.map(({ count }) => count))
  return (
    <Scroll label="Ways as a table">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" colSpan={2}>
              Sessions
            </th>
          </tr>
        </thead>
        <tbody>
          {edges.map(({ step, from, to, count }) => (
            <tr key={`${step} ${from} ${to}`}>
              <td>{step}</td>
              <th scope="row">{from}</th>
              <td>{to}</td>
              <td className="number narrow">{integer(count)}</td>
              <td className="bar-cell">
                <Bar part={count / most} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
