import { useEffect, useEffectEvent } from 'react'

/** Calls whenever the tab becomes visible again: what it shows is as old as the moment it was left. */
export function useReturn(onReturn: () => void): void {
  const back = useEffectEvent(() => {
    if (document.visibilityState === 'visible') onReturn()
  })
  useEffect(() => {
    const listener = () => back()
    document.addEventListener('visibilitychange', listener)
    return () => document.removeEventListener('visibilitychange', listener)
  }, [])
}
