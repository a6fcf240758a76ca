import { EmptyState } from '../../components/states.tsx'
import { duration, integer, percent } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const FunnelStepsReport = graphql(`
  fragment FunnelSteps on FunnelReport {
    steps {
      index
      name
      count
      conversionFromPrevious
      conversionFromFirst
      medianSecondsFromPrevious
    }
  }
`)

/** Each step as a bar of those who entered; between two, who went on and how long it took. */
export function FunnelSteps({ report }: { report: FragmentType<typeof FunnelStepsReport> }) {
  const { steps } = readFragment(FunnelStepsReport, report)
  if (steps[0]?.count === 0)
    return (
      <EmptyState title="Nobody entered this funnel">
        <p>Choose other days, or another first step.</p>
      </EmptyState>
    )
  return (
    <ol className="funnel">
      {steps.map((step) => (
        <li key={step.index}>
          {step.index > 1 && (
            <p className="funnel-between">
              <span>{percent(step.conversionFromPrevious)} went on</span>
              <span>
                {step.medianSecondsFromPrevious === null
                  ? ''
                  : `half of them within ${duration(step.medianSecondsFromPrevious)}`}
              </span>
            </p>
          )}
          <div className="funnel-step">
            <span className="funnel-name">
              <b>{step.index}</b> {step.name}
            </span>
            <span className="funnel-count">
              <strong>{integer(step.count)}</strong> {percent(step.conversionFromFirst)}
            </span>
            <span className="funnel-bar" aria-hidden="true">
              <span style={{ width: `${step.conversionFromFirst * 100}%` }} />
            </span>
          </div>
        </li>
      ))}
    </ol>
  )
}
