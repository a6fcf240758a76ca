import { useParentSize } from '@visx/responsive'
import { scaleLinear } from '@visx/scale'
import { useState } from 'react'
import { Tip } from '../../charts/tip.tsx'
import { compact, decimal, percent } from '../../data/format.ts'
import { models } from '../../data/search.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'
import type { AttributionModel, ModelSpreadFragment } from '../../graphql/graphql.ts'
import { isComputed, modelColor } from './model-style.ts'

const ModelSpreadReport = graphql(`
  fragment ModelSpread on AttributionReport {
    rows {
      key
      credits {
        model
        conversions
        value
        share
      }
    }
  }
`)

export type Measure = 'share' | 'conversions' | 'value'
type Credit = ModelSpreadFragment['rows'][number]['credits'][number]

export const measured = (credit: Omit<Credit, 'model'>, measure: Measure) => Number(credit[measure])
export const writeMeasure = (measure: Measure) =>
  measure === 'share' ? percent : measure === 'value' ? compact : decimal

const rowHeight = 34
const top = 26
export const rowsMax = 12

/**
 * One line per dimension value, one dot per model: the length of a line is how much the choice of the model matters.
 */
export function ModelSpread({ report, measure }: ModelSpreadProps) {
  const { rows } = readFragment(ModelSpreadReport, report)
  const shown = rows.slice(0, rowsMax)
  const { parentRef, width } = useParentSize({ debounceTime: 50 })
  const [pointed, setPointed] = useState<{
    key: string
    model: AttributionModel
    text: string
    left: number
    top: number
  }>()
  const write = writeMeasure(measure)
  const gutter = width < 560 ? 112 : 168
  const most = Math.max(...shown.flatMap(({ credits }) => credits.map((credit) => measured(credit, measure))), 1e-9)
  const x = scaleLinear({ domain: [0, most], range: [gutter, Math.max(gutter + 1, width - 22)], nice: true })
  const height = top + shown.length * rowHeight + 8

  return (
    <div className="chart" ref={parentRef} style={{ height }}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label="Dots of the models per row; the table below has the figures"
        >
          {x.ticks(width < 560 ? 3 : 6).map((tick) => (
            <g key={tick} transform={`translate(${x(tick)},0)`}>
              <line className="grid" y1={top - 6} y2={height} />
              <text className="tick" y={top - 12} textAnchor="middle">
                {write(tick)}
              </text>
            </g>
          ))}
          {shown.map(({ key, credits }, row) => {
            const at = top + row * rowHeight + rowHeight / 2
            const places = credits.map((credit) => x(measured(credit, measure)))
            return (
              <g key={key} transform={`translate(0,${at})`}>
                <text className="row-label" x={gutter - 14} textAnchor="end" dy="0.32em">
                  {shorten(key, gutter)}
                  <title>{key}</title>
                </text>
                <line className="row-line" x1={gutter} x2={width - 22} />
                <line className="spread" x1={Math.min(...places)} x2={Math.max(...places)} />
                {credits.map((credit, index) => (
                  <Mark
                    key={credit.model}
                    model={credit.model}
                    x={places[index] ?? gutter}
                    onPoint={(isOn) =>
                      setPointed(
                        isOn
                          ? {
                              key,
                              model: credit.model,
                              text: write(measured(credit, measure)),
                              left: places[index] ?? gutter,
                              top: at,
                            }
                          : undefined,
                      )
                    }
                  />
                ))}
              </g>
            )
          })}
        </svg>
      )}
      {pointed !== undefined && (
        <Tip left={pointed.left} width={width} top={pointed.top}>
          <strong>{pointed.text}</strong>
          <span>
            {pointed.key}, {models[pointed.model]}
          </span>
        </Tip>
      )}
    </div>
  )
}

interface ModelSpreadProps {
  report: FragmentType<typeof ModelSpreadReport>
  measure: Measure
}

function Mark({ model, x, onPoint }: { model: AttributionModel; x: number; onPoint(isOn: boolean): void }) {
  const shape = { fill: modelColor(model), onPointerEnter: () => onPoint(true), onPointerLeave: () => onPoint(false) }
  return isComputed(model) ? (
    <rect
      className="model-mark"
      x={x - 5}
      y={-5}
      width={10}
      height={10}
      rx={1.5}
      transform={`rotate(45 ${x} 0)`}
      {...shape}
    />
  ) : (
    <circle className="model-mark" cx={x} r={5.5} {...shape} />
  )
}

/** About 7 pixels a letter. */
const shorten = (text: string, room: number) => {
  const letters = Math.floor((room - 18) / 7)
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text
}
