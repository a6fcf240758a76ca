import { Sparkline } from '../../charts/sparkline.tsx'
import { Delta } from '../../components/figures.tsx'
import { compact, duration, percent } from '../../data/format.ts'
import { hasBegun } from '../../data/range.ts'
import type { Metric } from '../../data/search.ts'
import type { Traffic } from './traffic.ts'

interface MetricShape {
  title: string
  /** What one bucket of the chart shows. */
  perBucket: string
  write(value: number | null | undefined): string
  /** A share: at most all. Others are counted or are whole seconds. */
  isShare?: boolean
  goodWhen: 'up' | 'down'
}

export const metricShapes: Record<Metric, MetricShape> = {
  visitors: { title: 'Visitors', perBucket: 'Users with a page view or a screen', write: compact, goodWhen: 'up' },
  sessions: { title: 'Sessions', perBucket: 'Sessions started', write: compact, goodWhen: 'up' },
  pageviews: { title: 'Page views', perBucket: 'Page views', write: compact, goodWhen: 'up' },
  bounce: { title: 'Bounce rate', perBucket: 'Bounce rate', write: percent, isShare: true, goodWhen: 'down' },
  duration: { title: 'Session length', perBucket: 'Average session length', write: duration, goodWhen: 'up' },
}

/** The figures of the days, each with the days before; choosing one draws it. */
export function Kpis({ now, before, chosen, onChoose }: KpisProps) {
  return (
    <div className="kpis" role="radiogroup" aria-label="What the chart shows">
      {Object.entries(metricShapes).map(([key, { title, write, goodWhen }]) => {
        const metric = key as Metric
        return (
          <label key={key} className="kpi" data-kpi={key}>
            <input
              type="radio"
              name="metric"
              value={key}
              checked={metric === chosen}
              onChange={() => onChoose(metric)}
            />
            <span className="kpi-title">{title}</span>
            <span className="kpi-value">{write(now.totals[metric])}</span>
            <span className="kpi-foot">
              <Delta now={now.totals[metric]} before={before.totals[metric]} goodWhen={goodWhen} />
              <Sparkline values={now.buckets.filter(({ start }) => hasBegun(start)).map((bucket) => bucket[metric])} />
            </span>
          </label>
        )
      })}
    </div>
  )
}

interface KpisProps {
  now: Traffic
  before: Traffic
  chosen: Metric
  onChoose(metric: Metric): void
}
