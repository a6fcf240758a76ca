import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { usePlace } from '../../app/place.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { ErrorState, SkeletonLines } from '../../components/states.tsx'
import { Panel, View } from '../../components/view.tsx'
import { integer } from '../../data/format.ts'
import { LatestEvents } from './latest-events.tsx'
import { useActivity } from './use-activity.ts'

export default function LiveView() {
  const [attempt, setAttempt] = useState(0)
  return (
    <View title="Live" lead="What is going on right now, as it comes in." hasRange={false}>
      <LiveActivity key={attempt} onAgain={() => setAttempt(attempt + 1)} />
    </View>
  )
}

/** The latest pushes make the small curves. */
function LiveActivity({ onAgain }: { onAgain(): void }) {
  const { locationId, clock } = usePlace()
  const { pushes, error, isOpen } = useActivity(locationId)
  const now = pushes.at(-1)
  if (error !== undefined) return <ErrorState error={error} again={onAgain} />
  if (now === undefined)
    return (
      <div aria-busy="true">
        <output className="hidden">Connecting</output>
        <Panel>
          <SkeletonLines />
        </Panel>
      </div>
    )
  const figures = [
    { title: 'Events in the last minute', key: 'eventsPerMinute' },
    { title: 'Users in the last 5 minutes', key: 'activeUsers' },
    { title: 'Sessions in the last 5 minutes', key: 'activeSessions' },
  ] as const
  return (
    <>
      <Panel className="flush">
        <dl className="kpis">
          {figures.map(({ title, key }) => (
            <div key={key} className="kpi still">
              <dt className="kpi-title">{title}</dt>
              <dd className="kpi-value" data-figure={key}>
                {integer(now[key])}
              </dd>
              <dd className="kpi-foot">
                <span className="delta">{pushes.length === 1 ? 'so far' : `last ${pushes.length} changes`}</span>
                <Sparkline values={pushes.map((push) => push[key])} />
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel
        title="Latest events"
        note={`By when they came in, times in ${clock.timeZone}`}
        actions={
          <span className="live" data-on={isOpen}>
            {isOpen ? 'Live' : 'Ended. The token has expired, or the gateway has stopped.'}
            {!isOpen && (
              <button type="button" className="button" onClick={onAgain}>
                Connect again
              </button>
            )}
          </span>
        }
      >
        {now.latestEvents.length === 0 ? (
          <div className="state">
            <h2>Quiet at the moment</h2>
            <p>
              Nothing came in during the last two hours. Send an event and watch it appear, or look at the{' '}
              <Link to="/">overview</Link>.
            </p>
          </div>
        ) : (
          <LatestEvents events={now.latestEvents} />
        )}
      </Panel>
    </>
  )
}
