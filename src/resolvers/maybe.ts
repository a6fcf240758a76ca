/** An optional argument: left out, or `null` on purpose. */
export type Maybe<T> = T | null | undefined
