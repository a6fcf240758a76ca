import { AsyncLocalStorage } from 'node:async_hooks'
import { type DestinationStream, type Logger, pino } from 'pino'
import { loggableError } from './loggable-error.ts'

export type { Logger }

/** Names of fields that hold a secret, at any of the depths at which we log fields. */
const secretFields = ['authorization', 'cookie', 'token', 'password', 'api_key', 'secret']

/** The request that is being served: its id stands on every line that is logged meanwhile, wherever it comes from. */
export const currentRequest = new AsyncLocalStorage<{ requestId: string }>()

/**
 * Structured logs on standard output; headers and fields that may hold a secret are censored, and errors have no words
 * of others.
 */
export function createLogger(level: string, destination: DestinationStream = process.stdout): Logger {
  const options = {
    level,
    base: null,
    mixin: () => currentRequest.getStore() ?? {},
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => loggableError(error) },
    redact: {
      paths: secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[redacted]',
    },
  }
  return pino(options, destination)
}
