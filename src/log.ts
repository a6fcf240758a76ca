import { AsyncLocalStorage } from 'node:async_hooks'
import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger }

/** Query parameters that carry a credential; they are removed from every logged URL. */
const secretParameters = /([?&](?:token|api_key|key|data|q)=)[^&]*/gi

export function redactUrl(url: string): string {
  return url.replace(secretParameters, '$1[redacted]').replace(/\/array\/[^/]+/, '/array/[redacted]')
}

/** The request that is being served: its id stands on every line that is logged meanwhile, wherever it comes from. */
export const currentRequest = new AsyncLocalStorage<{ requestId: string }>()

/** Structured logs on standard output; headers and fields that may hold a secret are censored. */
export function createLogger(level: string, destination: DestinationStream = process.stdout): Logger {
  const options = {
    level,
    base: null,
    mixin: () => currentRequest.getStore() ?? {},
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['authorization', '*.authorization', 'token', '*.token', 'password', '*.password', 'api_key', '*.api_key'],
      censor: '[redacted]',
    },
  }
  return pino(options, destination)
}
