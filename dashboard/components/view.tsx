import type { ReactNode } from 'react'
import { RangePicker } from './range-picker.tsx'
import { useTitle } from './use-title.ts'

/** A view's head and body. The title is also the page's. */
export function View({ title, lead, hasRange = true, children }: ViewProps) {
  useTitle(title)
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

// A group and not a region: it often lies in a panel of the same name, and no two landmarks of a page are called alike.
const reachableGroup = (label: string) => ({ role: 'group', 'aria-label': label, tabIndex: 0 })

/** What is too wide scrolls by itself; it can be focused, so that the keyboard scrolls it too. */
export const Scroll = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="scroll" {...reachableGroup(label)}>
    {children}
  </div>
)
