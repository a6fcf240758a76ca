import { withoutComments } from './views.ts'

/** What is known of the data before a statement is sent, and need not be asked for by it. */
export interface Known {
  /** One location is asked: what is read has no other. */
  oneLocation: boolean
  /**
   * None of the asked locations has channel rules of its own: sessions are classified as they were when they came in.
   */
  noOwnRules: boolean
  /** None of them has visit events without a session id: there is nothing to put together. */
  noLooseSessions: boolean
  /** The identity of everybody that is asked for is bound, as `BoundIdentity` has it. */
  identity: boolean
  /** The keys of their sessions are bound too. */
  sessionKeys: boolean
  /** The ends of all chains are bound, as `BoundJoints` has them, or there are none. */
  joints: 'unknown' | 'none' | 'bound'
}

/** Right for whatever the data are. */
export const nothingKnown: Known = {
  oneLocation: false,
  noOwnRules: false,
  noLooseSessions: false,
  identity: false,
  sessionKeys: false,
  joints: 'unknown',
}

const readsIdentity = '(SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)}))'
const boundIdentity = '({identity_ids:Array(String)}, {identity_users:Array(String)})'
const readsJoints = '(SELECT (ids, users) FROM identity_joints(location_ids = {location_ids:Array(String)}))'
const boundJoints = '({joint_ids:Array(String)}, {joint_users:Array(String)})'
/** The members of all people, in the form that is the cheapest to plan. */
const readsMembers =
  /\((\w+\.)?location_id, (\w+\.)?distinct_id\) IN \(\s*SELECT location_id, distinct_id\s+FROM members\((?:[^()]|\([^()]*\))*\)\)/g
const boundPairs =
  '($1location_id, $2distinct_id) IN arrayZip({member_locations:Array(String)}, {member_ids:Array(String)})'
const boundIds = '$2distinct_id IN {member_ids:Array(String)}'
const boundMembers = `SELECT member.1 AS location_id, member.2 AS distinct_id, member.3 AS user_id
FROM (SELECT arrayJoin(arrayZip({member_locations:Array(String)}, {member_ids:Array(String)}, {member_users:Array(String)})) AS member)`

/** The user of an id, and the same of one location: shorter texts are compared, and nothing is cut off. */
const namesUser =
  /substring\(transform\(concat\((?:\w+\.)?location_id, '\\0', ((?:\w+\.)?\w+)\) AS identity_id, (?:identity\.1, identity\.2|\{identity_ids:Array\(String\)\}, \{identity_users:Array\(String\)\}), identity_id\), length\((?:\w+\.)?location_id\) \+ 2\)/g
const namesMember = 'transform($1, {member_ids:Array(String)}, {member_users:Array(String)}, $1)'
const readsSessionKeys = /\(\s*SELECT session_key FROM user_session_keys\((?:[^()]|\([^()]*\))*\)\)/g
const boundSessionKeys = '{session_keys:Array(String)}'

/** Scalars: the engine computes each once per query, and copies its text to every place that uses it. */
const scalars: ReadonlySet<string> = new Set(['identity_map', 'identity_joints'])

/**
 * Writes views out where they stand: the engine plans a parameterised view twice at every level, once for its columns
 * and once for its rows, and ours lie four deep. The statement as it stands in its file gives the same answer, only
 * later.
 */
export function createViewExpander(views: ReadonlyMap<string, string>): (sql: string, known: Known) => string {
  const call = new RegExp(`\\b(${[...views.keys()].filter((name) => !scalars.has(name)).join('|')})\\(`, 'g')

  function written(query: string, known: KnownInside): string {
    const withMembers = known.identity ? query.replace(readsMembers, known.oneLocation ? boundIds : boundPairs) : query
    const sql = known.sessionKeys ? withMembers.replace(readsSessionKeys, boundSessionKeys) : withMembers
    let [text, end] = ['', 0]
    for (const match of sql.matchAll(call)) {
      if (match.index < end) continue
      const [, name = ''] = match
      const { values, after } = argumentsAt(sql, match.index + match[0].length)
      text += `${sql.slice(end, match.index)}(\n${queryOf(name, values, known)}\n)`
      end = after
    }
    return text + sql.slice(end)
  }

  function queryOf(view: string, values: ReadonlyMap<string, string>, known: KnownInside): string {
    if (known.identity && view === 'members') return boundMembers
    const query = views.get(shorter(view, known)) ?? ''
    return written(withArguments(view, query, values), known)
  }

  return (sql, data) => {
    const known = { ...data, fewSessions: data.identity && sql.includes('user_session_keys(') }
    let text = written(withoutComments(sql), known)
    if (known.identity) text = text.replaceAll(readsIdentity, boundIdentity)
    if (known.joints !== 'unknown') {
      const map = written(withArguments('identity_map', views.get('identity_map') ?? '', ownLocations), known)
      text = text
        .replaceAll(readsIdentity, `(SELECT (ids, users) FROM (\n${map}\n))`)
        .replaceAll(readsJoints, boundJoints)
    }
    if (!known.oneLocation) return text
    return withinLocation(known.identity ? text.replace(namesUser, namesMember) : text)
  }
}

/**
 * Of one location a join need not compare locations, nor a limit tell them apart: two texts as a key are dearer than
 * one (a list of users took a quarter less).
 */
const withinLocation = (sql: string): string =>
  sql
    .replace(/\b\w+\.location_id = \w+\.location_id AND /g, '')
    .replace(/\bLIMIT (\{\w+:UInt32\}|\d+) BY location_id, /g, 'LIMIT $1 BY ')
    .replace(/\bLIMIT (\{\w+:UInt32\}) BY location_id\b/g, 'LIMIT $1')

const ownLocations = new Map([['location_ids', '{location_ids:Array(String)}']])

/** What holds for one statement. */
interface KnownInside extends Known {
  /** It reads the sessions of a few people, by their keys. */
  fewSessions: boolean
}

/** The view that gives the same rows for less, by what is known. */
function shorter(view: string, known: KnownInside): string {
  const { noOwnRules, noLooseSessions, fewSessions, identity, joints } = known
  if (noOwnRules && view === 'visits') return 'merged_sessions'
  if (noLooseSessions && view === 'session_states') return shorter('states_with_id', known)
  if (fewSessions && view === 'states_with_id') return 'states_of_keys'
  if (identity && view === 'sessions') return 'sessions_of_known'
  if (joints === 'none' && view === 'identities') return 'identities_without_joints'
  if (identity && view === 'user_session_keys') return 'session_keys_of_known'
  return view
}

/** What a view takes from the statement itself. */
const boundByStatement: ReadonlySet<string> = new Set([
  'identity_ids',
  'identity_users',
  'member_locations',
  'member_ids',
])

/** `location_ids = {ids:Array(String)}, granularity = 'DAY')`: what each name stands for, and where the call ends. */
function argumentsAt(sql: string, start: number): { values: ReadonlyMap<string, string>; after: number } {
  const values = new Map<string, string>()
  let [depth, from] = [1, start]
  for (const { 0: token, index } of sql.slice(start).matchAll(/'(?:[^'\\]|\\.)*'|[(){},]/gs)) {
    if (token === '(' || token === '{') depth++
    if (token === ')' || token === '}') depth--
    if (depth > 1 || !(depth === 0 || token === ',')) continue
    const [, name = '', value = ''] = /^\s*(\w+)\s*=\s*(.*?)\s*$/s.exec(sql.slice(from, start + index)) ?? []
    values.set(name, value)
    from = start + index + 1
    if (depth === 0) return { values, after: from }
  }
  throw new Error(`A view is called without an end: ${sql.slice(start - 40, start + 40)}`)
}

function withArguments(view: string, query: string, values: ReadonlyMap<string, string>): string {
  return query.replace(/\{(\w+):([^}]+)\}/g, (placeholder, parameter: string, type: string) => {
    if (boundByStatement.has(parameter)) return placeholder
    const value = values.get(parameter)
    if (value === undefined) throw new Error(`The view ${view} is called without ${parameter}`)
    // A parameter has a type, an expression only what it happens to have.
    return /^(\{[^}]*\}|'[^']*')$/.test(value) ? value : `CAST(${value}, '${type.replaceAll("'", "\\'")}')`
  })
}
