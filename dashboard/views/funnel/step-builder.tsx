import { TextField } from '../../components/fields.tsx'
import { CrossIcon, PlusIcon } from '../../components/icons.tsx'
import type { StepSearch } from '../../data/search.ts'

const stepsMax = 20

/** The steps of a funnel, each an event, a page, or both. */
export function StepBuilder({ steps, events, onChange }: StepBuilderProps) {
  const places = steps.map((step, index) => ({ step, index }))
  const replace = (index: number, step: StepSearch) => onChange(steps.with(index, step))
  return (
    <ol className="step-builder">
      {places.map(({ step, index }) => (
        <li key={`${index} of ${steps.length}`}>
          <span className="step-number" aria-hidden="true">
            {index + 1}
          </span>
          <TextField
            label={`Event of step ${index + 1}`}
            value={step.event}
            placeholder="any event"
            suggestions={events}
            onCommit={(event) => replace(index, { ...step, event })}
          />
          <TextField
            label={`Page of step ${index + 1}`}
            value={step.path}
            placeholder="any page"
            onCommit={(path) => replace(index, { ...step, path })}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove step ${index + 1}`}
            disabled={steps.length === 1}
            onClick={() => onChange(steps.toSpliced(index, 1))}
          >
            <CrossIcon />
          </button>
        </li>
      ))}
      <li>
        <button
          type="button"
          className="button"
          disabled={steps.length >= stepsMax}
          onClick={() => onChange([...steps, { event: '$pageview' }])}
        >
          <PlusIcon /> Add a step
        </button>
      </li>
    </ol>
  )
}

interface StepBuilderProps {
  steps: StepSearch[]
  events: readonly string[]
  onChange(steps: StepSearch[]): void
}
