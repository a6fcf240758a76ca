import { createHash } from 'node:crypto'
import { isJsonObject, type JsonObject } from '../json/json-value.ts'
import type { Tables } from '../sql/generated.ts'
import { text } from './touch.ts'

interface Frame {
  file: string
  function: string
  line: string
  inApp: boolean
}

interface Exception {
  type: string
  value: string
  handled: boolean
  /** Oldest first: the last frame threw. */
  frames: Frame[]
}

/** What an error takes from its event's row. */
export type ErrorSource = Pick<
  Tables['events'],
  'location_id' | 'event' | 'timestamp' | 'uuid' | 'distinct_id' | 'session_id' | 'is_visit' | 'received_at'
>

const errorEvents = new Set(['$exception', 'error', '$error'])

/**
 * The error that an event reports, in the current (`$exception_list`), the legacy or the plain form; else `undefined`.
 */
export function errorRow(event: ErrorSource, properties: JsonObject): Tables['errors'] | undefined {
  if (!errorEvents.has(event.event)) return undefined
  const chain = exceptionsOf(properties)
  const [outermost] = chain
  if (outermost === undefined) return undefined
  return {
    location_id: event.location_id,
    fingerprint: text(properties, '$exception_fingerprint') || fingerprintOf(chain),
    timestamp: event.timestamp,
    uuid: event.uuid,
    error_type: outermost.type,
    message: outermost.value,
    component: text(properties, 'component') || componentOf(outermost),
    level: text(properties, '$exception_level') || 'error',
    handled: outermost.handled,
    stack: chain.map(stackText).filter(Boolean).join('\nCaused by: ') || text(properties, '$exception_stack_trace_raw'),
    distinct_id: event.distinct_id,
    session_id: sessionNameOf(event),
    request_id: text(properties, 'request_id'),
    received_at: event.received_at,
  }
}

/**
 * Without an id, a visit's session is named by the event's own time, as the lists of events do (`src/sql/events.sql`).
 * A time that was read back from the table says its zone.
 */
function sessionNameOf({ session_id, is_visit, timestamp, distinct_id }: ErrorSource): string {
  if (session_id !== '' || !is_visit) return session_id
  return `~${Date.parse(timestamp.endsWith('Z') ? timestamp : `${timestamp}Z`)}~${distinct_id}`
}

/** Outermost first; its causes follow. */
function exceptionsOf(properties: JsonObject): Exception[] {
  const list = properties.$exception_list
  const objects = Array.isArray(list) ? list.filter(isJsonObject) : []
  if (objects.length > 0) return objects.map(exceptionOf)
  const type =
    text(properties, '$exception_type') || text(properties, 'error_type') || text(properties, 'type') || 'Error'
  const value = text(properties, '$exception_message') || text(properties, 'message') || text(properties, 'error')
  return [{ type, value, handled: true, frames: [] }]
}

function exceptionOf(exception: JsonObject): Exception {
  const stacktrace = isJsonObject(exception.stacktrace) ? exception.stacktrace : {}
  const frames = Array.isArray(stacktrace.frames) ? stacktrace.frames.filter(isJsonObject) : []
  const mechanism = isJsonObject(exception.mechanism) ? exception.mechanism : {}
  return {
    type: text(exception, 'type') || 'Error',
    value: text(exception, 'value'),
    handled: mechanism.handled !== false,
    frames: frames.map((frame) => ({
      file: text(frame, 'filename') || text(frame, 'abs_path') || text(frame, 'module'),
      function: text(frame, 'function'),
      line: [text(frame, 'lineno'), text(frame, 'colno')].filter(Boolean).join(':'),
      inApp: frame.in_app !== false,
    })),
  }
}

/**
 * Equal for the same defect across releases and line numbers: types and the functions and files of our own frames.
 * Without frames the message counts, with what varies in it (numbers, ids, quoted values) taken out.
 */
function fingerprintOf(chain: readonly Exception[]): string {
  const hash = createHash('sha256')
  for (const { type, value, frames } of chain) {
    const own = frames.filter((frame) => frame.inApp)
    const counted = own.length > 0 ? own : frames.slice(-1)
    const place = counted.map((frame) => `${frame.function}@${stableFile(frame.file)}`)
    hash.update(JSON.stringify([type, ...(place.length > 0 ? place : [stableMessage(value)])]))
  }
  return hash.digest('hex').slice(0, 32)
}

/** `https://cdn.example/assets/app-3f9a1c2b.js?v=7` → `/assets/app.js` */
function stableFile(file: string): string {
  return (
    file
      .replace(/^[a-z-]+:\/\/[^/]*/i, '')
      .replace(/[?#].*$/, '')
      // The hashes of builds: hexadecimal ones, and the eight characters of esbuild, Rollup and Vite.
      .replace(/[-.](?:[0-9a-f]{6,}|(?=[\w-]{0,7}\d)[\w-]{8})(?=\.)/gi, '')
  )
}

function stableMessage(message: string): string {
  return message
    .replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '"…"')
    .replace(/\b[0-9a-f-]{8,}\b/gi, '…')
    .replace(/\d+/g, '…')
}

/** Where it broke: the file of the frame that threw, our own code preferred. */
function componentOf({ frames }: Exception): string {
  const frame = frames.findLast((candidate) => candidate.inApp) ?? frames.at(-1)
  return frame === undefined ? '' : stableFile(frame.file).replace(/^.*\//, '')
}

function stackText({ type, value, frames }: Exception): string {
  const lines = frames
    .toReversed()
    .map((frame) => `    at ${frame.function || '<anonymous>'} (${frame.file}${frame.line ? `:${frame.line}` : ''})`)
  return [value === '' ? type : `${type}: ${value}`, ...lines].join('\n')
}
