import { Channel } from '../../components/channel.tsx'
import { Scroll } from '../../components/view.tsx'
import { integer, percent } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const FunnelBreakdownReport = graphql(`
  fragment FunnelBreakdownRows on FunnelReport {
    breakdown {
      key
      steps {
        index
        name
        count
        conversionFromFirst
      }
    }
  }
`)

/** The same steps per first touch; the darker, the more of those who entered came so far. */
export function FunnelBreakdownTable({ report }: { report: FragmentType<typeof FunnelBreakdownReport> }) {
  const { breakdown } = readFragment(FunnelBreakdownReport, report)
  return (
    <Scroll label="Steps by first touch">
      <table className="table heat">
        <thead>
          <tr>
            <th scope="col">First touch</th>
            {breakdown[0]?.steps.map((step) => (
              <th key={step.index} scope="col" className="number">
                {step.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {breakdown.map(({ key, steps }) => (
            <tr key={key}>
              <th scope="row">
                <Channel name={key} />
              </th>
              {steps.map((step) => (
                <td
                  key={step.index}
                  className="number"
                  style={{ '--heat': step.index === 1 ? 0 : step.conversionFromFirst }}
                >
                  {integer(step.count)} <small>{step.index === 1 ? '' : percent(step.conversionFromFirst)}</small>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
