import { type Logger, pino } from 'pino'

export type { Logger }

/** Query parameters that carry a credential; they are removed from every logged URL. */
const secretParameters = /([?&](?:token|api_key|key|data|q)=)[^&]*/gi

export function redactUrl(url: string): string {
  return url.replace(secretParameters, '$1[redacted]').replace(/\/array\/[^/]+/, '/array/[redacted]')
}

/** Structured logs on standard output; headers and fields that may hold a secret are censored. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['authorization', '*.authorization', 'token', '*.token', 'password', '*.password', 'api_key', '*.api_key'],
      censor: '[redacted]',
    },
  })
}
