import type { ReactNode } from 'react'

/** A small card beside a point of a chart; screen readers hear it too. */
export function Tip({ left, top, width, children }: TipProps) {
  return (
    <output className="tip" data-side={left > width / 2 ? 'left' : 'right'} style={{ left, top }}>
      {children}
    </output>
  )
}

interface TipProps {
  left: number
  top?: number
  /** Of the chart: the card lies on the roomier side. */
  width: number
  children: ReactNode
}
