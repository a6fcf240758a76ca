/** Answers to questions of one kind, each asked once. */
export interface Once {
  answer<T>(question: readonly unknown[], ask: () => Promise<T>): Promise<T>
  forget(): void
}

/** So many are kept. */
const mostAnswers = 10_000

/** @param clock What its answers depend on: once it moves, they are asked for again. */
export function createOnce(clock: { readonly reading: number } = { reading: 0 }): Once {
  const answers = new Map<string, Promise<unknown>>()
  let { reading } = clock
  return {
    answer<T>(question: readonly unknown[], ask: () => Promise<T>): Promise<T> {
      if (reading !== clock.reading) {
        answers.clear()
        reading = clock.reading
      }
      const key = JSON.stringify(question)
      const known = answers.get(key)
      // The same question gets an answer of the same type. Whoever asked first may have left, and the answer with them.
      if (known !== undefined) return (known as Promise<T>).catch(ask)
      if (answers.size >= mostAnswers) answers.clear()
      const asked = ask()
      answers.set(key, asked)
      // Who fails may ask again.
      asked.catch(() => answers.delete(key))
      return asked
    },
    forget: () => answers.clear(),
  }
}
