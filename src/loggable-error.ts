import { GatewayError } from './errors.ts'

/** What a log holds of an error. */
export interface LoggableError {
  type: string
  /** A number of ClickHouse, a code of ours or of the system (`ECONNREFUSED`). */
  code?: string
  /** ClickHouse's name for its number. */
  reason?: string
  /** Where in our own code it arose, as `loaders/rows.js:33`. */
  at?: string
  /** Only of errors whose messages we write ourselves. */
  message?: string
  cause?: LoggableError
}

const word = /^\w{1,60}$/
const maxCauses = 3

/** Classes whose messages are ours, and hold nothing of the database, of a secret or of a person. */
const ownClasses = new Set(['EngineError', 'RequestFailure', 'IngestOverloadedError'])

/**
 * An error without its words: a message of the database quotes SQL and values, one of a parser quotes what it parsed,
 * and a stack repeats both. What kind it is and where it arose is left, which is enough to find it.
 */
export function loggableError(error: unknown, causes = maxCauses): LoggableError {
  if (!(error instanceof Error)) return { type: typeof error }
  const own = error instanceof GatewayError || ownClasses.has(error.name)
  const named = (name: string) => {
    const value: unknown = Reflect.get(error, name)
    return typeof value === 'string' && word.test(value) ? value : undefined
  }
  const found = {
    type: word.test(error.name) ? error.name : 'Error',
    code: named('code'),
    reason: named('type'),
    at: placeIn(error),
    message: own ? error.message : undefined,
    cause: error.cause === undefined || causes === 0 ? undefined : loggableError(error.cause, causes - 1),
  }
  const { type, ...rest } = found
  return { type, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) }
}

/** The innermost frame of our own code. The message stands before the frames, and may look like one. */
function placeIn({ stack = '', message }: Error): string | undefined {
  const end = stack.indexOf(message)
  const frames = end < 0 ? '' : stack.slice(end + message.length)
  return /^ {4}at (?:.* \()?(?:file:\/\/)?\/[^\n]*\/(?:src|dist)\/([\w./-]+:\d+):\d+\)?$/m.exec(
    frames.replace(/^.*\/node_modules\/.*$/gm, ''),
  )?.[1]
}
