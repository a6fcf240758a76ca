import { Component, type ReactNode } from 'react'
import { PageState } from './states.tsx'

interface Props {
  children: ReactNode
}

/** A view that fails to load or to render does not take the page with it. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <PageState title="This view could not be shown">
        <p>A new version may have been installed since the page was opened.</p>
        <button type="button" className="button" onClick={() => window.location.reload()}>
          Load the page again
        </button>
      </PageState>
    )
  }
}
