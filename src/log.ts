import { AsyncLocalStorage } from 'node:async_hooks'
import { type DestinationStream, type Logger, pino } from 'pino'
import { loggableError } from './loggable-error.ts'

export type { Logger }

/** Query parameters that say how something is sent. All others may carry a credential or a person's id. */
const plainParameters = /^(?:_|beacon|compression|ip|name|retry_count|v|ver|wait)=[\w.-]{0,20}$/

/** A path and query as logs may hold it: of a parameter only the name, unless it is known to be harmless. */
export function redactUrl(url: string): string {
  const [path = '', ...queries] = url.split('?')
  const parameters = queries
    .join('?')
    .split('&')
    .filter((parameter) => parameter !== '')
    .map((parameter) => (plainParameters.test(parameter) ? parameter : parameter.replace(/=.*$|$/s, '=[redacted]')))
  const plainPath = path
    .replace(/\/array\/[^/]+/, '/array/[redacted]')
    // No path of ours has a part so long: it is an id or a key.
    .replace(/[^/]{25,}/g, '[redacted]')
  return parameters.length === 0 ? plainPath : `${plainPath}?${parameters.join('&')}`
}

/** The request that is being served: its id stands on every line that is logged meanwhile, wherever it comes from. */
export const currentRequest = new AsyncLocalStorage<{ requestId: string }>()

/** Structured logs on standard output; headers and fields that may hold a secret are censored, and errors have no words of others. */
export function createLogger(level: string, destination: DestinationStream = process.stdout): Logger {
  const options = {
    level,
    base: null,
    mixin: () => currentRequest.getStore() ?? {},
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => loggableError(error) },
    redact: {
      paths: ['authorization', '*.authorization', 'token', '*.token', 'password', '*.password', 'api_key', '*.api_key'],
      censor: '[redacted]',
    },
  }
  return pino(options, destination)
}
