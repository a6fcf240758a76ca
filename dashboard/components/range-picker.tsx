import { useNavigate } from '@tanstack/react-router'
import { Popover } from 'radix-ui'
import { type FormEvent, useState } from 'react'
import { usePlace } from '../app/place.ts'
import { presets, rangeKey, spanLabel } from '../data/range.ts'
import { CalendarIcon, ChevronIcon } from './icons.tsx'

/** Which days. The choice stands in the address. */
export function RangePicker() {
  const { range, rangeKey: current, clock } = usePlace()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const [problem, setProblem] = useState(false)

  function choose(key: string) {
    setOpen(false)
    setProblem(false)
    navigate({ to: '.', search: (search) => ({ ...search, range: key }) })
  }
  function chooseDays(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const key = rangeKey(`${given.get('from')}..${given.get('to')}`)
    if (key === undefined) setProblem(true)
    else choose(key)
  }

  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="button range">
        <CalendarIcon />
        <span className="range-text">
          <strong>{range.label}</strong>
          <span>{range.label === spanLabel(range) ? clock.timeZone : `${spanLabel(range)} · ${clock.timeZone}`}</span>
        </span>
        <ChevronIcon />
      </Popover.Trigger>
      <Popover.Content className="popover" align="end" sideOffset={6} collisionPadding={12} aria-label="Days">
        <div className="choices">
          {Object.entries(presets).map(([key, label]) => (
            <button key={key} type="button" aria-pressed={key === current} onClick={() => choose(key)}>
              {label}
            </button>
          ))}
        </div>
        <form className="days" onSubmit={chooseDays}>
          <label>
            From <input className="input" type="date" name="from" defaultValue={range.from} required />
          </label>
          <label>
            To <input className="input" type="date" name="to" defaultValue={range.to} required />
          </label>
          {problem && (
            <p className="problem" role="alert">
              From must not be after to; at most 366 days, between 1970 and 2105.
            </p>
          )}
          <button type="submit" className="button primary">
            Show these days
          </button>
        </form>
        <p className="hint">
          The last days end yesterday. All are whole days in {clock.timeZone}, the first and the last included.
        </p>
      </Popover.Content>
    </Popover.Root>
  )
}
