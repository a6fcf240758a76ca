import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'

/** Parents carry where they are and the columns that were read; a field whose column is missing is a defect of ours. */
export interface LocationParent {
  kind: 'Location'
  locationId: string
}
export interface UserParent {
  kind: 'User'
  locationId: string
  userId: string
  row: Partial<Row<'users-with-sessions'> & Pick<Row<'users-by-id'>, 'session_keys'>>
}
export interface SessionParent {
  kind: 'Session'
  locationId: string
  sessionId: string
  row: Partial<Row<'sessions'>>
}
export interface EventParent {
  kind: 'Event'
  locationId: string
  uuid: string
  row: Partial<Row<'events'>>
}
export interface ErrorParent {
  kind: 'ErrorSummary'
  locationId: string
  fingerprint: string
  range: { from: string; to: string; time_zone: string }
  row: Partial<Row<'errors'>>
}

export const LocationRef = builder.objectRef<LocationParent>('Location')
export const UserRef = builder.objectRef<UserParent>('User')
export const SessionRef = builder.objectRef<SessionParent>('Session')
export const EventRef = builder.objectRef<EventParent>('Event')
export const ErrorSummaryRef = builder.objectRef<ErrorParent>('ErrorSummary')

/** A column that the selection asked for. @throws Error naming the column when it was not read. */
export function read<R, C extends keyof R & string>(row: R, column: C): Exclude<R[C], undefined> {
  const value = row[column]
  if (value === undefined) throw new Error(`The column ${column} was not read for a field that needs it.`)
  return value as Exclude<R[C], undefined>
}

/** Names a person for statements that take many, with what is known of them. */
export const personOf = ({ userId, row: { distinct_ids: distinctIds, session_keys: sessionKeys } }: UserParent) =>
  ({ param: 'user_ids', column: 'user_id', id: userId, distinctIds, sessionKeys }) as const

export const readCount = <R, C extends keyof R & string>(row: R, column: C): number => Number(read(row, column))

export const locationAt = (locationId: string): LocationParent => ({ kind: 'Location', locationId })
