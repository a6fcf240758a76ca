import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/charts.css'
import './styles/views.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { preloadView } from './app/views.ts'
import { applyTheme } from './components/theme-switch.tsx'
import { createSession, signInFromAddress } from './data/session.ts'

applyTheme()
const session = createSession(window.sessionStorage)
await signInFromAddress(session)
// The code of the view comes while the first question is asked.
if (session.token() !== undefined) preloadView(window.location.pathname)

const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <App session={session} />
    </StrictMode>,
  )
