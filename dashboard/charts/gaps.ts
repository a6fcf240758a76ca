/** A value without one before and after: a line has no length there, so that it needs a mark. */
export const isLone = (values: readonly (number | null | undefined)[], index: number) =>
  values[index] != null && values[index - 1] == null && values[index + 1] == null
