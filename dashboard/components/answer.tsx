import type { AnyVariables, CombinedError, TypedDocumentNode } from '@urql/core'
import type { ReactNode } from 'react'
import { useQuery } from 'urql'
import { ErrorState } from './states.tsx'

export interface Answer<Data> {
  data: Data | undefined
  error: CombinedError | undefined
  /** A question is under way; `data` is that of the question before, if there was one. */
  isLoading: boolean
  again(): void
}

/** The view's one question. While the next one is under way, the answer to the last one stays. */
export function useAnswer<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { pause = false } = {},
): Answer<Data> {
  const [{ data, error, fetching, stale }, again] = useQuery<Data, AnyVariables>({ query, variables, pause })
  return { data, error, isLoading: fetching || stale, again: () => again({ requestPolicy: 'network-only' }) }
}

/** The answer, or what stands in its place. */
export function Answered<Data>({ of, skeleton, children }: AnsweredProps<Data>) {
  if (of.error !== undefined && !of.isLoading) return <ErrorState error={of.error} again={of.again} />
  if (of.data === undefined || of.data === null)
    return (
      <div className="waiting" aria-busy="true">
        <output className="hidden">Loading</output>
        {skeleton}
      </div>
    )
  return (
    <div className="answer" data-loading={of.isLoading} aria-busy={of.isLoading}>
      {children(of.data)}
    </div>
  )
}

interface AnsweredProps<Data> {
  of: Answer<Data>
  skeleton: ReactNode
  children(data: NonNullable<Data>): ReactNode
}
