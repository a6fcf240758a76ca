import { ToggleGroup } from 'radix-ui'
import { useState } from 'react'
import { AutoIcon, MoonIcon, SunIcon } from './icons.tsx'

const key = 'attrigraph.theme'
const themes = [
  { value: 'light', label: 'Light', Icon: SunIcon },
  { value: 'auto', label: 'As the system', Icon: AutoIcon },
  { value: 'dark', label: 'Dark', Icon: MoonIcon },
] as const

const chosen = () => themes.find(({ value }) => value === window.localStorage.getItem(key))?.value ?? 'auto'

/** Before the first paint of the page, so that it does not flash. */
export function applyTheme(theme: string = chosen()): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function ThemeSwitch() {
  const [theme, setTheme] = useState<string>(chosen)
  function choose(value: string) {
    if (value === '') return
    window.localStorage.setItem(key, value)
    applyTheme(value)
    setTheme(value)
  }
  return (
    <ToggleGroup.Root type="single" className="segments small" aria-label="Theme" value={theme} onValueChange={choose}>
      {themes.map(({ value, label, Icon }) => (
        <ToggleGroup.Item key={value} value={value} aria-label={label} title={label}>
          <Icon />
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
