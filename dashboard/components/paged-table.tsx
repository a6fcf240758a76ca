import type { ReactNode } from 'react'
import { integer } from '../data/format.ts'
import { uniqueById } from '../data/unique-by-id.ts'
import { Answered } from './answer.tsx'
import { SkeletonLines } from './states.tsx'
import { useMore } from './use-more.ts'
import type { PagedAnswer } from './use-pages.ts'
import { Panel, Scroll } from './view.tsx'

/** One page of a connection. */
export interface Page<Node> {
  nodes: readonly Node[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

/** What a question changes to ask for the page after this one. */
export const afterOf = (page: Page<unknown> | undefined): { after: string } | undefined =>
  page?.pageInfo.hasNextPage && page.pageInfo.endCursor !== null ? { after: page.pageInfo.endCursor } : undefined

interface PagedTableProps<Data, Node> {
  of: PagedAnswer<Data>
  /** The nodes of a page, and how many there are in all. */
  pageIn(data: Data): { nodes: readonly Node[]; totalCount: number }
  label: string
  /** What one is called, what several. */
  noun: readonly [one: string, many: string]
  columns: readonly { title: string; isNumber?: boolean }[]
  row(node: Node): ReactNode
  empty: ReactNode
}

/** A long list: its count, its rows, and the next page when its end comes near. */
export function PagedTable<Data, Node extends { id: string }>(props: PagedTableProps<Data, Node>) {
  const { of, pageIn, label, noun, columns, row, empty } = props
  const end = useMore(of.more)

  return (
    <Panel label={label} className="list">
      <Answered of={of} skeleton={<SkeletonLines />}>
        {(data) => {
          const pages = data.map(pageIn)
          const nodes = uniqueById(pages.flatMap((page) => page.nodes))
          const totalCount = pages[0]?.totalCount ?? 0
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
