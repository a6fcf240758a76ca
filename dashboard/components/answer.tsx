import { type AnyVariables, type CombinedError, createRequest, type TypedDocumentNode } from '@urql/core'
import type { ReactNode } from 'react'
import { useQuery } from 'urql'
import { ErrorNotice, ErrorState } from './states.tsx'
import { useKnown } from './use-known.ts'
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
 * The view's one question. While the next one is under way, the answer to the last one stays. An answer is true when it
 * is given and grows old after: what is known is shown at once, and asked again with every visit of the view and every
 * return to the tab. Where that fails, what is known stays.
 */
export function useAnswer<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { pause = false } = {},
): Answer<Data> {
  const [asked, ask] = useQuery<Data, AnyVariables>({
    query,
    variables,
    pause,
    requestPolicy: 'cache-and-network',
  })
  useReturn(() => {
    if (!pause) ask()
  })
  return {
    data: useKnown(createRequest(query, variables).key, asked),
    error: asked.error,
    isLoading: asked.fetching,
    isRefreshing: asked.stale,
    again: () => ask({ requestPolicy: 'network-only' }),
  }
}

/** The answer, or what stands in its place. If it could not be asked again, that is said above it. */
export function Answered<Data>({ of, skeleton, children }: AnsweredProps<Data>) {
  const isBusy = of.isLoading || of.isRefreshing
  const error = isBusy ? undefined : of.error
  if (of.data === undefined || of.data === null)
    return error !== undefined ? (
      <ErrorState error={error} again={of.again} />
    ) : (
      <div className="waiting" aria-busy="true">
        <output className="hidden">Loading</output>
        {skeleton}
      </div>
    )
  return (
    <div className="answer" data-loading={of.isLoading} data-refreshing={of.isRefreshing} aria-busy={isBusy}>
      {error !== undefined && <ErrorNotice error={error} again={of.again} />}
      {children(of.data)}
    </div>
  )
}

interface AnsweredProps<Data> {
  of: Answer<Data>
  skeleton: ReactNode
  children(data: NonNullable<Data>): ReactNode
}
