import { useNavigate, useSearch } from '@tanstack/react-router'
import { usePlace } from '../../app/place.ts'
import { Answered, useAnswer } from '../../components/answer.tsx'
import { eventNames } from '../../components/conversion-fields.tsx'
import { Choice, Toolbar } from '../../components/fields.tsx'
import { EmptyState, SkeletonLines } from '../../components/states.tsx'
import { Panel, View } from '../../components/view.tsx'
import { dimensions, dimensionWord, type StepSearch } from '../../data/search.ts'
import { graphql } from '../../graphql/gql.ts'
import { FunnelBreakdownTable } from './funnel-breakdown.tsx'
import { FunnelSteps } from './funnel-steps.tsx'
import { StepBuilder } from './step-builder.tsx'

const Funnel = graphql(`
  query Funnel($location: String, $input: FunnelInput!) {
    location(id: $location) {
      id
      ...ConversionEvents
      funnel(input: $input) {
        cappedUserCount
        ...FunnelSteps
        ...FunnelBreakdownRows
      }
    }
  }
`)

const defaultSteps: StepSearch[] = [
  { event: '$pageview' },
  { event: '$pageview', path: '/cart' },
  { event: '$pageview', path: '/checkout/payment' },
  { event: 'purchase' },
]
const windows = { '1': '1 hour', '24': '1 day', '168': '7 days', '336': '14 days', '720': '30 days' } as const
const isWindow = (text: string): text is keyof typeof windows => Object.hasOwn(windows, text)

export default function FunnelView() {
  const { locationId, range } = usePlace()
  const search = useSearch({ from: '/funnel' })
  const navigate = useNavigate({ from: '/funnel' })
  const { hours = 336, breakdown } = search
  const steps = search.steps ?? defaultSteps
  const asked = steps.filter(({ event, path }) => event !== undefined || path !== undefined)
  const isEmpty = asked.length === 0
  const answer = useAnswer(
    Funnel,
    {
      location: locationId,
      input: {
        range: { from: range.from, to: range.to },
        windowSeconds: hours * 3600,
        steps: asked.map(({ event, path }) => ({ event, pathname: path, name: stepName({ event, path }) })),
        ...(breakdown === undefined ? {} : { breakdown }),
      },
    },
    { pause: isEmpty },
  )
  const set = (change: Partial<typeof search>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const window = String(hours)

  return (
    <View title="Funnel" lead="How far users come through steps in this order, each later than the one before.">
      <div className="columns narrow-left">
        <Panel title="Steps">
          <StepBuilder steps={steps} events={eventNames(answer.data?.location)} onChange={(steps) => set({ steps })} />
          <Toolbar label="How the funnel is counted">
            <Choice
              label="All steps within"
              value={isWindow(window) ? window : '336'}
              options={windows}
              onChange={(hours) => set({ hours: Number(hours) })}
            />
            <Choice
              label="Break down by"
              all="Nothing"
              value={breakdown}
              options={dimensions}
              onChange={(breakdown) => set({ breakdown })}
            />
          </Toolbar>
        </Panel>
        <Panel title="Users at each step">
          {isEmpty ? (
            <EmptyState title="Add a step">
              <p>A step is an event, a page, or both.</p>
            </EmptyState>
          ) : (
            <Answered of={answer} skeleton={<SkeletonLines />}>
              {({ location }) => <FunnelSteps report={location.funnel} />}
            </Answered>
          )}
        </Panel>
      </div>
      {breakdown !== undefined && !isEmpty && answer.data !== undefined && (
        <Panel title={`By ${dimensionWord(breakdown)} of the first touch`}>
          <FunnelBreakdownTable report={answer.data.location.funnel} />
        </Panel>
      )}
    </View>
  )
}

const stepName = ({ event, path }: StepSearch) =>
  [event === '$pageview' ? (path === undefined ? 'Any page' : undefined) : event, path].filter(Boolean).join(' on ')
