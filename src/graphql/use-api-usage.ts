import { type ExecutionResult, type GraphQLError, getOperationAST } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Principal } from '../auth/principal.ts'
import type { Sql } from '../sql/run.ts'
import type { ApiRequests } from '../telemetry/api-requests.ts'
import type { Metrics } from '../telemetry/metrics.ts'

interface Usage {
  startedAt: number
  text: string
  operationName: string
  /** Known once the operation is about to run. */
  sql?: Sql
  errorCode?: string
  bytes: number
  streaming: boolean
}

/**
 * Keeps of each operation how it is called, how long it took and what ClickHouse read for it: in `api_requests` and as
 * metrics. A subscription is one operation, kept when it ends. Runs after the plugin that gives errors their codes.
 */
export function useApiUsage(
  principalOf: (request: Request) => Principal,
  { apiRequests, metrics }: { apiRequests: ApiRequests; metrics: Metrics },
): { plugin: Plugin; reads(request: Request, sql: Sql): void } {
  const usages = new WeakMap<Request, Usage>()

  /** Notes what went wrong, and how long the answer becomes when it is written. */
  function notes(usage: Usage, result: ExecutionResult & { stringify?: (result: ExecutionResult) => string }): void {
    for (const error of result.errors ?? []) {
      const code = codeOf(error)
      metrics.graphqlErrors.inc({ code })
      usage.errorCode ??= code
    }
    result.stringify = (clean) => {
      const text = JSON.stringify(clean)
      usage.bytes += Buffer.byteLength(text)
      return text
    }
  }

  function ends(request: Request, usage: Usage, status: number): void {
    const { startedAt, text, operationName, sql, errorCode, bytes } = usage
    const operation = operationName === '' ? '(anonymous)' : metrics.operationLabel(operationName)
    if (!usage.streaming)
      metrics.operationSeconds.observe(
        { operation, outcome: errorCode ?? 'ok' },
        (performance.now() - startedAt) / 1_000,
      )
    apiRequests.record({
      door: 'graphql',
      locations: principalOf(request).locations,
      operationName,
      operationText: text,
      headers: request.headers,
      startedAt,
      status,
      errorCode,
      sql,
      responseBytes: bytes,
    })
  }

  return {
    /** The queries of this request: what they read is the operation's. */
    reads(request, sql) {
      const usage = usages.get(request)
      if (usage !== undefined) usage.sql = sql
    },
    plugin: {
      onParams({ request, params }) {
        // Nobody has checked yet that they are texts.
        const textIn = (value: unknown) => (typeof value === 'string' ? value : '')
        const usage = {
          startedAt: performance.now(),
          text: textIn(params.query),
          operationName: textIn(params.operationName),
        }
        usages.set(request, { ...usage, bytes: 0, streaming: false })
      },
      // An operation that does not fit the schema has a name too.
      onValidate({ context, params }) {
        const usage = usages.get(context.request)
        if (usage === undefined) return
        const operation = getOperationAST(params.documentAST, context.params.operationName)
        usage.operationName = operation?.name?.value ?? ''
      },
      onResultProcess({ request, result, setResult }) {
        const usage = usages.get(request)
        if (usage === undefined) return
        if (Symbol.asyncIterator in result) {
          usage.streaming = true
          setResult(
            watched(
              result,
              (one) => notes(usage, one),
              () => ends(request, usage, 200),
            ),
          )
        } else for (const one of Array.isArray(result) ? result : [result]) notes(usage, one)
      },
      onResponse({ request, response }) {
        const usage = usages.get(request)
        if (usage !== undefined && !usage.streaming) ends(request, usage, response.status)
      },
    },
  }
}

const codeOf = ({ extensions }: GraphQLError) => (typeof extensions.code === 'string' ? extensions.code : 'UNKNOWN')

/** The same results, with a word for each and one for the end, however it comes. */
function watched<T>(source: AsyncIterable<T>, onEach: (result: T) => void, onEnd: () => void): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]()
      let ended = false
      const end = () => {
        if (!ended) onEnd()
        ended = true
      }
      return {
        async next() {
          try {
            const step = await iterator.next()
            if (step.done) end()
            else onEach(step.value)
            return step
          } catch (error) {
            end()
            throw error
          }
        },
        async return() {
          end()
          await iterator.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}
