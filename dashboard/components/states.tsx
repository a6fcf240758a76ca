import type { CombinedError } from '@urql/core'
import type { ReactNode } from 'react'
import { codeOf } from '../data/client.ts'
import { useTitle } from './use-title.ts'

export const Skeleton = ({ height }: { height: number }) => <div className="skeleton" style={{ height }} />

const widths = ['96%', '82%', '90%', '74%', '86%', '68%', '79%', '60%']
export const SkeletonLines = () => (
  <div className="skeleton-lines">
    {widths.map((width) => (
      <div key={width} className="skeleton" style={{ width }} />
    ))}
  </div>
)

/** Stands where a view will stand. */
export const ViewSkeleton = () => (
  <div className="view" aria-busy="true">
    <output className="hidden">Loading</output>
    <div className="skeleton skeleton-title" />
    <div className="panel">
      <Skeleton height={84} />
    </div>
    <div className="panel">
      <Skeleton height={280} />
    </div>
  </div>
)

export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

/** Stands where a view would stand, and is what the page is about. */
export function PageState({ title, children }: { title: string; children?: ReactNode }) {
  useTitle(title)
  return (
    <div className="state">
      <h1>{title}</h1>
      {children}
    </div>
  )
}

/** What went wrong, and what to do about it, in words. */
export function ErrorState({ error, again }: ErrorStateProps) {
  const { title, advice } = explain(error)
  return (
    <div className="state" role="alert">
      <h2>{title}</h2>
      <Advice advice={advice} again={again} />
    </div>
  )
}

/** The same above what is known from before. */
export function ErrorNotice({ error, again }: ErrorStateProps) {
  const { title, advice } = explain(error)
  return (
    <div className="notice" role="alert">
      <p>
        <strong>{title}</strong>, so this may be out of date. {advice}
      </p>
      <button type="button" className="button" onClick={again}>
        Try again
      </button>
    </div>
  )
}

/** The same where nothing else is on the page. */
export function PageErrorState({ error, again }: ErrorStateProps) {
  const { title, advice } = explain(error)
  return (
    <div role="alert">
      <PageState title={title}>
        <Advice advice={advice} again={again} />
      </PageState>
    </div>
  )
}

interface ErrorStateProps {
  error: CombinedError
  again(): void
}

const Advice = ({ advice, again }: { advice: string; again(): void }) => (
  <>
    <p>{advice}</p>
    <button type="button" className="button" onClick={again}>
      Try again
    </button>
  </>
)

function explain(error: CombinedError): { title: string; advice: string } {
  const message = error.graphQLErrors[0]?.message
  const status: unknown = error.response?.status
  switch (codeOf(error)) {
    case 'BAD_USER_INPUT':
    case 'NOT_FOUND':
      return { title: 'This cannot be asked', advice: message ?? 'Change the question.' }
    case 'FORBIDDEN':
      return { title: 'Your token does not cover this', advice: message ?? 'Sign in with another token.' }
    case 'TIMEOUT':
    case 'RESOURCE_LIMIT':
    case 'QUERY_TOO_COMPLEX':
      return { title: 'That is too much at once', advice: `${message ?? ''} Choose fewer days.`.trim() }
    case 'RATE_LIMITED':
      return { title: 'Too many questions', advice: message ?? 'Wait a moment.' }
    default:
      return status === undefined
        ? { title: 'The gateway does not answer', advice: 'Is it running, and can you reach it?' }
        : { title: 'The gateway cannot answer now', advice: message ?? `It answered with HTTP status ${status}.` }
  }
}
