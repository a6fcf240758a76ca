import { builder } from './builder.ts'
import { ErrorSummaryRef, EventRef, LocationRef, SessionRef, UserRef } from './refs.ts'

const names = (type: string) =>
  [
    { name: `${type}Connection`, description: `A page of a list of ${type} nodes.` },
    { name: `${type}Edge`, description: `A ${type} node and its place in the list.` },
  ] as const

const [location, locationEdge] = names('Location')
const [user, userEdge] = names('User')
const [session, sessionEdge] = names('Session')
const [event, eventEdge] = names('Event')
const [errorSummary, errorSummaryEdge] = names('ErrorSummary')

/** One connection type per node type, wherever the list hangs. */
export const LocationConnection = builder.connectionObject({ type: LocationRef, ...location }, locationEdge)
export const UserConnection = builder.connectionObject({ type: UserRef, ...user }, userEdge)
export const SessionConnection = builder.connectionObject({ type: SessionRef, ...session }, sessionEdge)
export const EventConnection = builder.connectionObject({ type: EventRef, ...event }, eventEdge)
export const ErrorSummaryConnection = builder.connectionObject(
  { type: ErrorSummaryRef, ...errorSummary },
  errorSummaryEdge,
)
