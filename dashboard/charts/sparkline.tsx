import { scaleLinear } from '@visx/scale'
import { LinePath } from '@visx/shape'

/** The shape of a series, without axes. */
export function Sparkline({ values, width = 96, height = 26 }: { values: number[]; width?: number; height?: number }) {
  const x = scaleLinear({ domain: [0, Math.max(1, values.length - 1)], range: [2, width - 2] })
  const y = scaleLinear({ domain: [0, Math.max(...values, 1e-9)], range: [height - 2, 2] })
  const points = values.map((value, index) => ({ x: x(index), y: y(value) }))
  const last = points.at(-1)
  return (
    <svg className="spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <LinePath data={points} x={(point) => point.x} y={(point) => point.y} />
      {last !== undefined && <circle cx={last.x} cy={last.y} r={2} />}
    </svg>
  )
}
