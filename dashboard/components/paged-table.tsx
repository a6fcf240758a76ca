import { type ReactNode, useCallback } from 'react'
import { integer } from '../data/format.ts'
import { type Answer, Answered } from './answer.tsx'
import { SkeletonLines } from './states.tsx'
import { useMore } from './use-more.ts'
import { Panel, Scroll } from './view.tsx'

/** The pages of a connection that have come so far, and how many nodes there are in all. */
export interface Pages<Node> {
  nodes: readonly Node[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  totalCount: number
}

interface PagedTableProps<Data, Node> {
  of: Answer<Data>
  pagesIn(data: NonNullable<Data>): Pages<Node>
  label: string
  /** What one is called, what several. */
  noun: readonly [one: string, many: string]
  columns: readonly { title: string; isNumber?: boolean }[]
  row(node: Node): ReactNode
  empty: ReactNode
  /** Asks for what follows a cursor. */
  onMore(after: string): void
}

/** A long list: its count, its rows, and the next page when its end comes near. */
export function PagedTable<Data, Node>(props: PagedTableProps<Data, Node>) {
  const { of, pagesIn, label, noun, columns, row, empty, onMore } = props
  const page = of.data == null || of.isLoading ? undefined : pagesIn(of.data).pageInfo
  const next = page?.hasNextPage ? page.endCursor : null
  const more = useCallback(() => next !== null && onMore(next), [next, onMore])
  const end = useMore(next === null ? undefined : more)

  return (
    <Panel label={label} className="list">
      <Answered of={of} skeleton={<SkeletonLines />}>
        {(data) => {
          const { nodes, totalCount } = pagesIn(data)
          if (nodes.length === 0) return empty
          return (
            <>
              <h2>
                <span data-figure={noun[1]}>{integer(totalCount)}</span> {noun[totalCount === 1 ? 0 : 1]}
              </h2>
              <Scroll label={label}>
                <table className="table">
                  <thead>
                    <tr>
                      {columns.map(({ title, isNumber }) => (
                        <th key={title} scope="col" className={isNumber ? 'number' : undefined}>
                          {title}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>{nodes.map(row)}</tbody>
                </table>
              </Scroll>
            </>
          )
        }}
      </Answered>
      <div ref={end} className="end">
        {of.isLoading && of.data != null ? 'Loading more…' : ''}
      </div>
    </Panel>
  )
}
