import { scaleLinear } from '@visx/scale'
import { LinePath } from '@visx/shape'
import { isLone } from './gaps.ts'

/** The shape of a series, without axes. What is unknown is a gap. */
export function Sparkline({ values, width = 96, height = 26 }: SparklineProps) {
  const x = scaleLinear({ domain: [0, Math.max(1, values.length - 1)], range: [2, width - 2] })
  const y = scaleLinear({ domain: [0, Math.max(...values.map((value) => value ?? 0), 1e-9)], range: [height - 2, 2] })
  const points = values.map((value, index) => ({ value, x: x(index), y: y(value ?? 0) }))
  const known = points.filter(({ value }) => value !== null)
  const marked = points.filter((point, index) => point === known.at(-1) || isLone(values, index))
  return (
    <svg className="spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <LinePath data={points} x={(point) => point.x} y={(point) => point.y} defined={({ value }) => value !== null} />
      {marked.map((point) => (
        <circle key={point.x} cx={point.x} cy={point.y} r={2} />
      ))}
    </svg>
  )
}

interface SparklineProps {
  values: readonly (number | null)[]
  width?: number
  height?: number
}
