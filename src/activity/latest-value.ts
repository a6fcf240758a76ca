/** Hands on values to one reader. Of those that come while the reader is busy only the latest is kept. */
export interface LatestValue<T> extends AsyncIterableIterator<T> {
  offer(value: T): void
  /** After the value that waits, if one does, the reader is told that there are no more. */
  end(): void
  return(): Promise<IteratorResult<T>>
}

/** @param onEnd Called once, when either side ends it. */
export function createLatestValue<T>(onEnd: () => void): LatestValue<T> {
  let waiting: { value: T } | undefined
  let reader: ((step: IteratorResult<T>) => void) | undefined
  let ended = false
  const done: IteratorResult<T> = { done: true, value: undefined }

  function finish(): void {
    if (ended) return
    ended = true
    onEnd()
    reader?.(done)
    reader = undefined
  }

  return {
    offer(value) {
      if (ended) return
      if (reader === undefined) waiting = { value }
      else reader({ done: false, value })
      reader = undefined
    },
    end: finish,
    async next() {
      const step = waiting
      waiting = undefined
      if (step !== undefined) return { done: false, value: step.value }
      if (ended) return done
      return new Promise((resolve) => {
        reader = resolve
      })
    },
    async return() {
      waiting = undefined
      finish()
      return done
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
