import { AxisBottom, AxisLeft } from '@visx/axis'
import { GridRows } from '@visx/grid'
import { Group } from '@visx/group'
import { useParentSize } from '@visx/responsive'
import { scaleLinear, scalePoint } from '@visx/scale'
import { AreaClosed, LinePath } from '@visx/shape'
import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react'
import { isLone } from './gaps.ts'
import { Tip } from './tip.tsx'

export interface Point {
  /** What tells it from the others: of a day on which the clock is set back two hours are called the same. */
  key: string
  label: string
  value: number | null
  /** The value as many buckets earlier, and what that bucket is called. */
  before?: { label: string; value: number | null } | undefined
}

interface TimeSeriesProps {
  title: string
  points: readonly Point[]
  write(value: number | null): string
  /** Shares reach up to 1 at most; others are written as whole numbers, which their ticks are. */
  isShare?: boolean | undefined
  height?: number
}

const margin = { top: 12, right: 12, bottom: 28, left: 52 }

/** A line over time with the time before as a dashed one. Pointer and arrow keys read single values. */
export function TimeSeries({ title, points, write, isShare = false, height = 290 }: TimeSeriesProps) {
  const { parentRef, width } = useParentSize({ debounceTime: 50 })
  const [at, setAt] = useState<number>()
  const id = useId()
  const inner = { width: Math.max(0, width - margin.left - margin.right), height: height - margin.top - margin.bottom }
  const values = points.flatMap(({ value, before }) => [value ?? 0, before?.value ?? 0])
  const x = scalePoint({ domain: points.map((_, index) => index), range: [0, inner.width] })
  const most = Math.max(...values) || (isShare ? 1 : 4)
  // An average may be less than 1, which then is the only tick.
  const top = (isShare ? most : Math.max(1, most)) * 1.06
  const y = scaleLinear({ domain: [0, isShare ? Math.min(1, top) : top], range: [inner.height, 0], nice: 4 })
  const levels = y.ticks(4).filter((level) => isShare || Number.isInteger(level))
  const xOf = (index: number) => x(index) ?? 0
  const places = points.map((point, index) => ({ ...point, index }))
  const lone = places.filter(({ index }) =>
    isLone(
      points.map(({ value }) => value),
      index,
    ),
  )
  const loneBefore = places.filter(({ index }) =>
    isLone(
      points.map(({ before }) => before?.value),
      index,
    ),
  )
  const pointed = at === undefined ? undefined : points[at]

  function point(event: PointerEvent<HTMLElement>) {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left - margin.left
    setAt(nearest(left / (x.step() || 1), points.length))
  }
  function step(event: KeyboardEvent) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    setAt((current) => nearest((current ?? (by > 0 ? -1 : points.length)) + by, points.length))
  }

  return (
    <div className="chart" ref={parentRef} style={{ height }}>
      {width > 0 && (
        <div
          role="slider"
          tabIndex={0}
          aria-label={`${title}. Arrow keys read single values; a table follows.`}
          aria-valuemin={0}
          aria-valuemax={points.length - 1}
          aria-valuenow={at ?? 0}
          aria-valuetext={
            pointed === undefined ? `${points.length} values` : `${pointed.label}: ${write(pointed.value)}`
          }
          className="scrub"
          onPointerMove={point}
          onPointerLeave={() => setAt(undefined)}
          onKeyDown={step}
          onBlur={() => setAt(undefined)}
        >
          <svg width={width} height={height} aria-hidden="true">
            <defs>
              <linearGradient id={id} x1="0" x2="0" y1="0" y2="1">
                <stop offset="0" className="area-top" />
                <stop offset="1" className="area-bottom" />
              </linearGradient>
            </defs>
            <Group left={margin.left} top={margin.top}>
              <GridRows scale={y} width={inner.width} tickValues={levels} className="grid" stroke="currentColor" />
              <AxisLeft
                scale={y}
                tickValues={levels}
                hideAxisLine
                hideTicks
                tickFormat={(value) => write(Number(value))}
              />
              <AxisBottom
                scale={x}
                top={inner.height}
                hideTicks
                axisLineClassName="axis"
                tickValues={ticks(points.length, inner.width)}
                tickFormat={(index) => points[Number(index)]?.label ?? ''}
              />
              <LinePath
                data={places}
                defined={({ before }) => before != null && before.value !== null}
                x={({ index }) => xOf(index)}
                y={(place) => y(place.before?.value ?? 0)}
                className="line before"
              />
              <AreaClosed
                data={places}
                defined={({ value }) => value !== null}
                x={({ index }) => xOf(index)}
                y={({ value }) => y(value ?? 0)}
                yScale={y}
                fill={`url(#${id})`}
              />
              <LinePath
                data={places}
                defined={({ value }) => value !== null}
                x={({ index }) => xOf(index)}
                y={({ value }) => y(value ?? 0)}
                className="line"
              />
              {loneBefore.map(({ key, index, before }) => (
                <circle key={key} className="lone before" cx={xOf(index)} cy={y(before?.value ?? 0)} r={2} />
              ))}
              {lone.map(({ key, index, value }) => (
                <circle key={key} className="lone" cx={xOf(index)} cy={y(value ?? 0)} r={3} />
              ))}
              {at !== undefined && pointed !== undefined && (
                <>
                  <line className="cross" x1={xOf(at)} x2={xOf(at)} y1={0} y2={inner.height} />
                  {pointed.value !== null && <circle className="mark" cx={xOf(at)} cy={y(pointed.value)} r={4.5} />}
                </>
              )}
            </Group>
          </svg>
        </div>
      )}
      {at !== undefined && pointed !== undefined && (
        <Tip left={margin.left + xOf(at)} width={width}>
          <strong>{write(pointed.value)}</strong>
          <span>{pointed.label}</span>
          {pointed.before !== undefined && (
            <span className="tip-before">
              {write(pointed.before.value)} on {pointed.before.label}
            </span>
          )}
        </Tip>
      )}
      <SeriesTable title={title} points={points} write={write} />
    </div>
  )
}

/** The same figures for who does not see the picture. */
function SeriesTable({ title, points, write }: Pick<TimeSeriesProps, 'title' | 'points' | 'write'>) {
  return (
    <table className="hidden">
      <caption>{title}</caption>
      <tbody>
        {points.map(({ key, label, value, before }) => (
          <tr key={key}>
            <th scope="row">{label}</th>
            <td>{write(value)}</td>
            <td>{before === undefined ? '' : `${write(before.value)} before`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const nearest = (index: number, count: number) => Math.max(0, Math.min(count - 1, Math.round(index)))

/** As many labels as there is room for. */
function ticks(count: number, width: number): number[] {
  const every = Math.max(1, Math.ceil(count / Math.max(2, Math.floor(width / 92))))
  return Array.from({ length: count }, (_, index) => index).filter((index) => index % every === 0)
}
