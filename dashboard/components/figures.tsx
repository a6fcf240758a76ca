import { usePlace } from '../app/place.ts'
import { delta } from '../data/format.ts'

/** How a figure moved against the days before; colour says whether that is good. */
export function Delta({ now, before, goodWhen = 'up' }: DeltaProps) {
  const { range } = usePlace()
  if (!range.isOver) return <span className="delta">not over yet</span>
  if (now === null || now === undefined || before === null || before === undefined || before === 0)
    return <span className="delta">no comparison</span>
  const by = now / before - 1
  const moved = Math.abs(by) < 0.005 ? 'same' : by > 0 ? 'up' : 'down'
  const mood = moved === 'same' ? 'same' : moved === goodWhen ? 'good' : 'bad'
  return (
    <span className={`delta ${mood}`}>
      <span aria-hidden="true">{moved === 'same' ? '→' : moved === 'up' ? '↑' : '↓'}</span> {delta(by)}
    </span>
  )
}

interface DeltaProps {
  now: number | null | undefined
  before: number | null | undefined
  goodWhen?: 'up' | 'down'
}

/** A share of the greatest, as a bar behind or beside a number. */
export const Bar = ({ part, color }: { part: number; color?: string }) => (
  <span className="bar" aria-hidden="true">
    {part > 0 && <span style={{ width: `${Math.max(0, Math.min(1, part)) * 100}%`, background: color }} />}
  </span>
)
