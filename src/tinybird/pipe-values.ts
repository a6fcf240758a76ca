import type { TimeValue } from './time-value.ts'

export type PipeValue = string | number | boolean | TimeValue

/**
 * The values of a request for one pipe: of the types that the pipe declares, under its own names, defaults filled in.
 */
export interface PipeValues {
  text(name: string): string | undefined
  /** The text as a list of one; empty without it. */
  list(name: string): string[]
  integer(name: string): number | undefined
  flag(name: string): boolean | undefined
  time(name: string): TimeValue | undefined
}

export function pipeValues(values: ReadonlyMap<string, PipeValue>): PipeValues {
  function text(name: string) {
    const value = values.get(name)
    return typeof value === 'string' ? value : undefined
  }
  return {
    text,
    list: (name) => [text(name)].filter((value) => value !== undefined),
    integer(name) {
      const value = values.get(name)
      return typeof value === 'number' ? value : undefined
    },
    flag(name) {
      const value = values.get(name)
      return typeof value === 'boolean' ? value : undefined
    },
    time(name) {
      const value = values.get(name)
      return typeof value === 'object' ? value : undefined
    },
  }
}
