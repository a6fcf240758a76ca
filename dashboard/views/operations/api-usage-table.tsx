import { Scroll } from '../../components/view.tsx'
import { compact, integer, percent } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const Usage = graphql(`
  fragment ApiUsageTable on ApiUsage {
    requestCount
    errorCount
    operations {
      door
      name
      client
      count
      errorCount
      p50Milliseconds
      p95Milliseconds
      rowsRead
      clickhouseQueries
    }
  }
`)

const milliseconds = (value: number) => `${integer(value)} ms`

export function ApiUsageTable({ usage }: { usage: FragmentType<typeof Usage> }) {
  const { requestCount, errorCount, operations } = readFragment(Usage, usage)
  return (
    <>
      <p className="note">
        {integer(requestCount)} requests, {integer(errorCount)} with an error
        {requestCount > 0 && ` (${percent(errorCount / requestCount)})`}
      </p>
      <Scroll label="API usage">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Operation</th>
              <th scope="col">Client</th>
              <th scope="col" className="number">
                Requests
              </th>
              <th scope="col" className="number">
                Errors
              </th>
              <th scope="col" className="number">
                Median
              </th>
              <th scope="col" className="number">
                95th percentile
              </th>
              <th scope="col" className="number">
                Rows read
              </th>
              <th scope="col" className="number">
                Queries each
              </th>
            </tr>
          </thead>
          <tbody>
            {operations.map((operation) => (
              <tr key={`${operation.door} ${operation.name} ${operation.client}`}>
                <th scope="row">
                  {operation.name}
                  {operation.door !== 'graphql' && <span className="badge quiet">{operation.door}</span>}
                </th>
                <td>{operation.client ?? '–'}</td>
                <td className="number">{integer(operation.count)}</td>
                <td className="number">{integer(operation.errorCount)}</td>
                <td className="number">{milliseconds(operation.p50Milliseconds)}</td>
                <td className="number">{milliseconds(operation.p95Milliseconds)}</td>
                <td className="number">{compact(operation.rowsRead)}</td>
                <td className="number">{integer(operation.clickhouseQueries / Math.max(1, operation.count))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  )
}
