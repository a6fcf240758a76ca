import { type ReactNode, useEffect } from 'react'
import { RangePicker } from './range-picker.tsx'

/** A view's head and body. The title is also the page's. */
export function View({ title, lead, hasRange = true, children }: ViewProps) {
  useEffect(() => {
    document.title = `${title} · Attrigraph`
  }, [title])
  return (
    <div className="view">
      <header className="view-head">
        <div>
          <h1>{title}</h1>
          {lead !== undefined && <p className="lead">{lead}</p>}
        </div>
        {hasRange && <RangePicker />}
      </header>
      {children}
    </div>
  )
}

interface ViewProps {
  title: string
  lead?: ReactNode
  hasRange?: boolean
  children: ReactNode
}

export function Panel({ title, label = title, note, actions, className = '', children }: PanelProps) {
  return (
    <section className={`panel ${className}`} aria-label={label}>
      {title !== undefined && (
        <header className="panel-head">
          <div>
            <h2>{title}</h2>
            {note !== undefined && <p className="note">{note}</p>}
          </div>
          {actions}
        </header>
      )}
      {children}
    </section>
  )
}

interface PanelProps {
  title?: string
  /** What it is called where it has no title to show. */
  label?: string | undefined
  note?: ReactNode
  actions?: ReactNode
  className?: string
  children: ReactNode
}

const reachable = { tabIndex: 0 }

/** What is too wide scrolls by itself; it can be focused, so that the keyboard scrolls it too. */
export const Scroll = ({ label, children }: { label: string; children: ReactNode }) => (
  <section className="scroll" aria-label={label} {...reachable}>
    {children}
  </section>
)
