/** Answers to questions of one kind, each asked once. */
export interface Once {
  answer<T>(question: readonly unknown[], ask: () => Promise<T>): Promise<T>
  forget(): void
}

export function createOnce(): Once {
  const answers = new Map<string, Promise<unknown>>()
  return {
    answer<T>(question: readonly unknown[], ask: () => Promise<T>): Promise<T> {
      const key = JSON.stringify(question)
      const known = answers.get(key)
      // The same question gets an answer of the same type.
      if (known !== undefined) return known as Promise<T>
      const asked = ask()
      answers.set(key, asked)
      // Who fails may ask again.
      asked.catch(() => answers.delete(key))
      return asked
    },
    forget: () => answers.clear(),
  }
}
