import { createSourceEventStream, type ExecutionResult, execute } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/**
 * Executes each push of a subscription with a context of its own, so that nothing that was loaded for the one before is
 * told again. A push without any data ends the subscription: what refused it would refuse the next.
 */
export function useFreshContext<C extends object>(fresh: (context: C) => C): Plugin<C> {
  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(async (args) => {
        const source = await createSourceEventStream(args)
        if (!(Symbol.asyncIterator in source)) return source
        return pushes(source, (rootValue) => execute({ ...args, rootValue, contextValue: fresh(args.contextValue) }))
      })
    },
  }
}

function pushes(
  source: AsyncIterable<unknown>,
  answer: (payload: unknown) => ExecutionResult | Promise<ExecutionResult>,
): AsyncIterableIterator<ExecutionResult> {
  const payloads = source[Symbol.asyncIterator]()
  const done = { done: true, value: undefined } as const
  let refused = false
  return {
    async next() {
      const step = refused ? done : await payloads.next()
      if (step.done) return done
      const value = await answer(step.value)
      if (value.data == null) {
        refused = true
        await payloads.return?.()
      }
      return { done: false, value }
    },
    async return() {
      await payloads.return?.()
      return done
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
