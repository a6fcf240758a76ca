/** What a column of a file can become. */
export const eventFields = [
  'uuid',
  'event',
  'distinct_id',
  'timestamp',
  'properties',
  'url',
  'referrer',
  'user_agent',
  'session_id',
] as const
export type EventField = (typeof eventFields)[number]

export interface Mapping {
  /** Column → field, in the order in which several columns of one field are asked. */
  columns: ReadonlyMap<string, MappedField>
  /** The event's name where no column gives one. */
  eventName?: string
  /** Event name in the file → event name in the graph. */
  rename: ReadonlyMap<string, string>
}
export type MappedField = EventField | `properties.${string}` | 'ignore'

/**
 * What a column becomes: one of the event's own fields, where a lower `rank` is asked first; a property; or nothing.
 */
export type ColumnTarget =
  | { kind: 'field'; field: EventField; rank: number }
  | { kind: 'property'; name: string }
  | { kind: 'ignored' }

// Compared in lower case and without punctuation: `clientId`, `client_id` and `$client_id` are one.
const aliases: Record<EventField, readonly string[]> = {
  uuid: ['uuid', 'eventuuid', 'insertid', 'messageid'],
  event: ['event', 'eventname', 'eventtype'],
  distinct_id: ['distinctid', 'clientid', 'anonymousid', 'visitorid', 'userpseudoid', 'deviceid', 'userid'],
  timestamp: ['timestamp', 'eventtimestamp', 'eventtime', 'time', 'ts', 'datetime', 'occurredat', 'createdat'],
  properties: ['properties', 'eventproperties', 'eventdata', 'props'],
  url: ['currenturl', 'url', 'pageurl', 'pagelocation'],
  referrer: ['referrer', 'referer', 'pagereferrer', 'documentreferrer'],
  user_agent: ['rawuseragent', 'useragent'],
  session_id: ['sessionid'],
}

/** Columns of PostHog exports that have their own place in an event, or say nothing about it. */
const posthogProperties = new Map([
  ['elements_chain', '$elements_chain'],
  ['set', '$set'],
  ['set_once', '$set_once'],
])
const housekeeping = new Set([
  'created_at',
  'inserted_at',
  '_inserted_at',
  'team_id',
  'project_id',
  'person_id',
  'person_properties',
])

/** Resolves columns to what they become. A field that was mapped explicitly is no longer guessed from aliases. */
export function createColumnResolver({ columns }: Mapping): (column: string) => ColumnTarget {
  const explicit = [...columns]
  const explicitFields = new Set<string>(columns.values())
  const known = new Map<string, ColumnTarget>()

  function resolve(column: string): ColumnTarget {
    const mapped = columns.get(column)
    if (mapped === 'ignore') return { kind: 'ignored' }
    if (mapped !== undefined && isEventField(mapped))
      return { kind: 'field', field: mapped, rank: explicit.findIndex(([name]) => name === column) }
    if (mapped !== undefined) return { kind: 'property', name: mapped.slice('properties.'.length) }
    const plain = column.toLowerCase().replace(/[^a-z0-9]/g, '')
    for (const field of eventFields) {
      const rank = aliases[field].indexOf(plain)
      if (rank >= 0 && !explicitFields.has(field)) return { kind: 'field', field, rank }
    }
    if (isHousekeeping(column)) return { kind: 'ignored' }
    return { kind: 'property', name: posthogProperties.get(column) ?? column }
  }

  return (column) => {
    const found = known.get(column) ?? resolve(column)
    // NDJSON can bring ever new names; a file of ten thousand columns is not one to be fast for.
    if (known.size < 10_000) known.set(column, found)
    return found
  }
}

/** Whether a column names somebody, a session or the event itself. */
export function namesIds(mapping: Mapping): (column: string) => boolean {
  const resolve = createColumnResolver(mapping)
  return (column) => {
    const target = resolve(column)
    return target.kind === 'field' && (['distinct_id', 'session_id', 'uuid'] as const).some((id) => id === target.field)
  }
}

export const isHousekeeping = (column: string) => housekeeping.has(column)

const isEventField = (field: string): field is EventField => eventFields.some((known) => known === field)

/**
 * Reads `column=field` texts as given on a command line.
 * @throws Error that names the allowed fields.
 */
export function parseColumns(texts: readonly string[]): Map<string, MappedField> {
  return new Map(
    texts.map((text) => {
      const [column, field] = splitPair(text, '--map', 'column=field')
      if (!isMappedField(field))
        throw new Error(
          `--map ${text}: there is no field "${field}". Fields: ${eventFields.join(', ')}, properties.<name>, ignore.`,
        )
      return [column, field]
    }),
  )
}

const isMappedField = (field: string): field is MappedField =>
  isEventField(field) || field === 'ignore' || /^properties\../.test(field)

/** Reads `old=new` texts as given on a command line. */
export function parseRenames(texts: readonly string[]): Map<string, string> {
  return new Map(texts.map((text) => splitPair(text, '--rename', 'old=new')))
}

function splitPair(text: string, option: string, shape: string): [string, string] {
  // The last one: a column may have `=` in its name, a field has not.
  const at = text.lastIndexOf('=')
  if (at < 1 || at === text.length - 1) throw new Error(`${option} ${text}: expected ${shape}.`)
  return [text.slice(0, at), text.slice(at + 1)]
}
