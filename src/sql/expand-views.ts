import { withoutComments } from './views.ts'

/** What is known of the data before a statement is sent, and need not be asked for by it. */
export interface Known {
  /** None of the asked locations has channel rules of its own: sessions are classified as they were when they came in. */
  noOwnRules: boolean
  /** The identity of everybody that is asked for is bound, as `BoundIdentity` has it. */
  identity: boolean
}

const readsIdentity = '(SELECT (ids, users) FROM identity_map(location_ids = {location_ids:Array(String)}))'
const boundIdentity = '({identity_ids:Array(String)}, {identity_users:Array(String)})'
const boundMembers = `SELECT member.1 AS location_id, member.2 AS distinct_id, member.3 AS user_id
FROM (SELECT arrayJoin(arrayZip({member_locations:Array(String)}, {member_ids:Array(String)}, {member_users:Array(String)})) AS member)`

/**
 * Writes views out where they stand: the engine plans a parameterised view twice at every level, once for its columns and once for
 * its rows, and ours lie four deep. The statement as it stands in its file gives the same answer, only later.
 * `identity_map` stays a view: it is read as a scalar, whose text the engine copies to every place that uses it.
 */
export function createViewExpander(views: ReadonlyMap<string, string>): (sql: string, known: Known) => string {
  const call = new RegExp(`\\b(${[...views.keys()].filter((name) => name !== 'identity_map').join('|')})\\(`, 'g')

  function written(sql: string, known: Known): string {
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

  function queryOf(view: string, values: ReadonlyMap<string, string>, known: Known): string {
    if (known.identity && view === 'members') return boundMembers
    const query = views.get(known.noOwnRules && view === 'visits' ? 'merged_sessions' : view) ?? ''
    return written(withArguments(view, query, values), known)
  }

  return (sql, known) => {
    const text = written(withoutComments(sql), known)
    return known.identity ? text.replaceAll(readsIdentity, boundIdentity) : text
  }
}

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
  return query.replace(/\{(\w+):([^}]+)\}/g, (_, parameter: string, type: string) => {
    const value = values.get(parameter)
    if (value === undefined) throw new Error(`The view ${view} is called without ${parameter}`)
    // A parameter has a type, an expression only what it happens to have.
    return /^(\{[^}]*\}|'[^']*')$/.test(value) ? value : `CAST(${value}, '${type.replaceAll("'", "\\'")}')`
  })
}
