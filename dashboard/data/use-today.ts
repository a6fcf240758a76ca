import { useSyncExternalStore } from 'react'
import { todayIn } from './range.ts'

const minuteMs = 60_000

/** The day that it is in a time zone, also in a tab that stays open over midnight. */
export function useToday(timeZone: string): string {
  return useSyncExternalStore(subscribe, () => todayIn(timeZone, Date.now()))
}

/** Browsers let the clocks of hidden tabs sleep, and those of machines that were put to sleep stand still. */
function subscribe(look: () => void): () => void {
  const timer = setInterval(look, minuteMs)
  document.addEventListener('visibilitychange', look)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
  }
}
