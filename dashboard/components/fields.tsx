import { type ReactNode, useId, useState } from 'react'

/** A labelled choice. An empty value stands for all. */
export function Choice<Key extends string>({ label, value, options, all, onChange }: ChoiceProps<Key>) {
  const id = useId()
  const keys = Object.keys(options) as Key[]
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        value={value ?? ''}
        onChange={(event) => onChange(keys.find((key) => key === event.target.value))}
      >
        {all !== undefined && <option value="">{all}</option>}
        {keys.map((key) => (
          <option key={key} value={key}>
            {options[key]}
          </option>
        ))}
      </select>
    </div>
  )
}

interface ChoiceProps<Key extends string> {
  label: string
  value: Key | undefined
  options: Record<Key, string>
  /** What no choice is called; left out, there is always one. */
  all?: string
  onChange(value: Key | undefined): void
}

/** A text that is taken over when it is left or entered, not with every letter. */
export function TextField({
  label,
  value,
  placeholder,
  suggestions,
  wide = false,
  hideLabel = false,
  onDraft,
  onCommit,
}: TextFieldProps) {
  const id = useId()
  const [draft, setDraft] = useState<string>()
  const commit = () => {
    if (draft !== undefined && draft.trim() !== (value ?? '')) onCommit(draft.trim() === '' ? undefined : draft.trim())
    setDraft(undefined)
  }
  return (
    <div className={wide ? 'field wide' : 'field'}>
      <label htmlFor={id} className={hideLabel ? 'hidden' : undefined}>
        {label}
      </label>
      <input
        id={id}
        className="input"
        value={draft ?? value ?? ''}
        placeholder={placeholder}
        list={suggestions === undefined ? undefined : `${id}-list`}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setDraft(event.target.value)
          onDraft?.(event.target.value)
        }}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
      {suggestions !== undefined && (
        <datalist id={`${id}-list`}>
          {suggestions.map((text) => (
            <option key={text} value={text} />
          ))}
        </datalist>
      )}
    </div>
  )
}

interface TextFieldProps {
  label: string
  value: string | undefined
  placeholder?: string
  suggestions?: readonly string[] | undefined
  wide?: boolean
  /** Where its place says what it is. */
  hideLabel?: boolean
  /** With every letter, for who suggests by what is there. */
  onDraft?(draft: string): void
  onCommit(value: string | undefined): void
}

export const Toolbar = ({ label, children }: { label: string; children: ReactNode }) => (
  <fieldset className="toolbar">
    <legend className="hidden">{label}</legend>
    {children}
  </fieldset>
)
