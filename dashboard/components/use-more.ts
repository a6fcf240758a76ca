import { useEffect, useRef } from 'react'

/** Calls when the end of a list comes near: infinite scroll. */
export function useMore(onMore: (() => void) | undefined) {
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = end.current
    if (element === null || onMore === undefined) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onMore(), { rootMargin: '400px' })
    observer.observe(element)
    return () => observer.disconnect()
  }, [onMore])
  return end
}
