import { useEffect, useEffectEvent, useRef } from 'react'

/** Calls when the end of a list comes near: infinite scroll. */
export function useMore(onMore: (() => void) | undefined) {
  const end = useRef<HTMLDivElement>(null)
  const near = useEffectEvent(() => onMore?.())
  const goesOn = onMore !== undefined
  useEffect(() => {
    const element = end.current
    if (element === null || !goesOn) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && near(), { rootMargin: '400px' })
    observer.observe(element)
    return () => observer.disconnect()
  }, [goesOn])
  return end
}
