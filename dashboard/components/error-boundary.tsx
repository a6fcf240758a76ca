import { Component, type ReactNode } from 'react'
import { PageState } from './states.tsx'

interface Props {
  children: ReactNode
}
interface State {
  failed: boolean
  /** The browser had no network when it failed, so that the view's code could not come. */
  wasOffline: boolean
}

/** A view that fails to load or to render does not take the page with it. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false, wasOffline: false }

  static getDerivedStateFromError(): State {
    return { failed: true, wasOffline: !navigator.onLine }
  }

  override componentDidMount() {
    window.addEventListener('online', this.recover)
  }
  override componentWillUnmount() {
    window.removeEventListener('online', this.recover)
  }

  /** Code that did not come is not asked for again within a page. */
  recover = () => {
    if (this.state.failed && this.state.wasOffline) window.location.reload()
  }

  override render() {
    const { failed, wasOffline } = this.state
    if (!failed) return this.props.children
    if (wasOffline)
      return (
        <PageState title="You are offline">
          <p>This view was not opened before. It loads as soon as there is a network again.</p>
        </PageState>
      )
    return (
      <PageState title="This view could not be shown">
        <p>A new version may have been installed since the page was opened, or the gateway does not answer.</p>
        <button type="button" className="button" onClick={() => window.location.reload()}>
          Load the page again
        </button>
      </PageState>
    )
  }
}
