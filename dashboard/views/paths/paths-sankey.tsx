import { useParentSize } from '@visx/responsive'
import { Sankey } from '@visx/sankey'
import { useState } from 'react'
import { channelColor } from '../../components/channel.tsx'
import { Scroll } from '../../components/view.tsx'
import { integer } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const SankeyReport = graphql(`
  fragment PathsSankey on PathsReport {
    edges {
      step
      from
      to
      count
    }
  }
`)

interface Page {
  id: string
  name: string
  step: number
}

const height = 520
const labelRoom = 130

/** The ways as bands whose width is the number of sessions. */
export function PathsSankey({ paths, onChoose }: PathsSankeyProps) {
  const { edges } = readFragment(SankeyReport, paths)
  const { parentRef, width: room } = useParentSize({ debounceTime: 50 })
  const [pointed, setPointed] = useState<string>()
  const steps = Math.max(...edges.map(({ step }) => step)) + 1
  const first = Math.min(...edges.map(({ step }) => step))
  const width = Math.max(room, (steps - first) * 190)
  const idOf = (step: number, page: string) => `${step} ${page}`
  const pages = new Map<string, Page>()
  for (const { step, from, to } of edges) {
    pages.set(idOf(step, from), { id: idOf(step, from), name: from, step })
    pages.set(idOf(step + 1, to), { id: idOf(step + 1, to), name: to, step: step + 1 })
  }
  // The layout writes into what it is given.
  const root = {
    nodes: [...pages.values()].map((page) => ({ ...page })),
    links: edges.map(({ step, from, to, count }) => ({
      source: idOf(step, from),
      target: idOf(step + 1, to),
      value: count,
    })),
  }

  return (
    <Scroll label="Ways from page to page">
      <div ref={parentRef} style={{ height, minWidth: (steps - first) * 190 }}>
        {room > 0 && (
          <svg width={width} height={height} className="sankey">
            <title>Ways from page to page</title>
            <Sankey<Page, object>
              root={root}
              nodeId={({ id }) => id}
              nodeAlign={({ step }) => step - first}
              nodeWidth={10}
              nodePadding={14}
              extent={[
                [1, 8],
                [width - labelRoom, height - 8],
              ]}
            >
              {({ graph, createPath }) => (
                <>
                  {graph.links.map((link) => {
                    const [source, target] = [link.source, link.target]
                    if (typeof source !== 'object' || typeof target !== 'object') return null
                    const isOn = pointed === undefined || pointed === source.id || pointed === target.id
                    return (
                      <path
                        key={`${source.id} ${target.id}`}
                        d={createPath(link) ?? ''}
                        className="sankey-link"
                        data-on={isOn}
                        stroke={channelColor(source.name)}
                        strokeWidth={Math.max(1, link.width ?? 0)}
                      >
                        <title>
                          {source.name} → {target.name}: {integer(link.value)} sessions
                        </title>
                      </path>
                    )
                  })}
                  {graph.nodes.map(({ id, name, value, x0 = 0, x1 = 0, y0 = 0, y1 = 0 }) => (
                    <a
                      key={id}
                      href={`?from=${encodeURIComponent(name)}`}
                      className="sankey-page"
                      onPointerEnter={() => setPointed(id)}
                      onPointerLeave={() => setPointed(undefined)}
                      onFocus={() => setPointed(id)}
                      onBlur={() => setPointed(undefined)}
                      onClick={(event) => {
                        event.preventDefault()
                        onChoose(name)
                      }}
                    >
                      <title>{`${name}: follow the ways from here`}</title>
                      <rect
                        x={x0}
                        y={y0}
                        width={x1 - x0}
                        height={Math.max(2, y1 - y0)}
                        rx={2}
                        fill={channelColor(name)}
                      />
                      <text x={x1 + 7} y={(y0 + y1) / 2} dy="0.34em">
                        {name.length > 19 ? `…${name.slice(-18)}` : name} <tspan>{integer(value)}</tspan>
                      </text>
                    </a>
                  ))}
                </>
              )}
            </Sankey>
          </svg>
        )}
      </div>
    </Scroll>
  )
}

interface PathsSankeyProps {
  paths: FragmentType<typeof SankeyReport>
  onChoose(page: string): void
}
