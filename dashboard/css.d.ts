import 'react'

declare module 'react' {
  interface CSSProperties {
    /** How strong a cell of a heat map is, 0 to 1. */
    '--heat'?: number
  }
}
