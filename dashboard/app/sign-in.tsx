import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { Logo } from '../components/logo.tsx'
import { isTokenShaped, type Session, tokenIn } from '../data/session.ts'

export function SignIn({ session }: { session: Session }) {
  const [problem, setProblem] = useState(session.notice())
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  useEffect(() => {
    document.title = 'Sign in · Attrigraph'
    field.current?.focus()
  }, [])

  function submit(event: FormEvent) {
    event.preventDefault()
    const token = tokenIn(field.current?.value ?? '')
    if (isTokenShaped(token)) session.signIn(token)
    else setProblem('This is not a token. It has three parts with dots between them, and starts with eyJ.')
  }

  return (
    <main className="signin">
      <div className="signin-card">
        <Logo />
        <h1>Every visit has a story.</h1>
        <p className="lead">Sign in with a read token to see where your users came from, and what it was worth.</p>
        <form onSubmit={submit}>
          <label htmlFor={id}>Read token</label>
          <input
            ref={field}
            id={id}
            className="input mono"
            type="password"
            autoComplete="off"
            spellCheck={false}
            placeholder="eyJ…"
            aria-describedby={`${id}-help`}
            aria-invalid={problem !== undefined}
          />
          {problem !== undefined && (
            <p className="problem" role="alert">
              {problem}
            </p>
          )}
          <button className="button primary" type="submit">
            Sign in
          </button>
          <p id={`${id}-help`} className="hint">
            In development, <code>npm start</code> prints a link that signs you in. Otherwise:{' '}
            <code>attrigraph token --location oslo --days 30</code>. The token stays in this tab.
          </p>
        </form>
      </div>
    </main>
  )
}
