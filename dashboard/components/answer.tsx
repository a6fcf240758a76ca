import type { AnyVariables, CombinedError, TypedDocumentNode } from '@urql/core'
import type { ReactNode } from 'react'
import { useQuery } from 'urql'
import { ErrorState } from './states.tsx'
import { useReturn } from './use-return.ts'

export interface Answer<Data> {
  data: Data | undefined
  error: CombinedError | undefined
  /** A question is under way; `data` is that of the question before, if there was one. */
  isLoading: boolean
  /** `data` is what this question was last answered with; it is asked again. */
  isRefreshing: boolean
  again(): void
}

/**
 * The view's one question. While the next one is under way, the answer to the last one stays. An answer is true when it is given and
 * grows old after: what is known is shown at once, and asked again with every visit of the view and every return to the tab.
 */
export function useAnswer<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { pause = false } = {},
): Answer<Data> {
  const [{ data, error, fetching, stale }, ask] = useQuery<Data, AnyVariables>({
    query,
    variables,
    pause,
    requestPolicy: 'cache-and-network',
  })
  useReturn(() => {
    if (!pause) ask()
  })
  return {
    data,
    error,
    isLoading: fetching,
    isRefreshing: stale,
    again: () => ask({ requestPolicy: 'network-only' }),
  }
}

/** The answer, or what stands in its place. */
export function Answered<Data>({ of, skeleton, children }: AnsweredProps<Data>) {
  const isBusy = of.isLoading || of.isRefreshing
  if (of.error !== undefined && !isBusy) return <ErrorState error={of.error} again={of.again} />
  if (of.data === undefined || of.data === null)
    return (
      <div className="waiting" aria-busy="true">
        <output className="hidden">Loading</output>
        {skeleton}
      </div>
    )
  return (
    <div className="answer" data-loading={of.isLoading} data-refreshing={of.isRefreshing} aria-busy={isBusy}>
      {children(of.data)}
    </div>
  )
}

interface AnsweredProps<Data> {
  of: Answer<Data>
  skeleton: ReactNode
  children(data: NonNullable<Data>): ReactNode
}
