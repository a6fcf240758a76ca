import { useEffect, useEffectEvent } from 'react'

/**
 * Calls whenever the tab becomes visible again, or the browser has a network again: what is shown is as old as the
 * moment when the tab was left, or the network was lost.
 */
export function useReturn(onReturn: () => void): void {
  const back = useEffectEvent(() => {
    if (document.visibilityState === 'visible') onReturn()
  })
  useEffect(() => {
    const listener = () => back()
    document.addEventListener('visibilitychange', listener)
    window.addEventListener('online', listener)
    return () => {
      document.removeEventListener('visibilitychange', listener)
      window.removeEventListener('online', listener)
    }
  }, [])
}
