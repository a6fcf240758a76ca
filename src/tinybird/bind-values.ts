import { toDistinctId } from '../ingest/distinct-id.ts'
import { TinybirdFailure } from './failure.ts'
import type { Pipe, PipeParameter } from './pipe.ts'
import { type PipeValue, type PipeValues, pipeValues } from './pipe-values.ts'
import type { RequestValues } from './request-values.ts'
import { parseTimeValue } from './time-value.ts'

/** Nothing that a pipe asks for is longer. */
const maxLength = 10_000

/**
 * The values of a pipe's parameters: those that the token fixes, else those of the request, else the defaults. A fixed
 * value covers every spelling of its parameter, wherever and however often the request says another.
 * @throws TinybirdFailure 400 for what is missing, or not of its type, or said in two ways; 403 for a fixed parameter
 * that the pipe
 * does not have.
 */
export function bindValues(pipe: Pipe, fixed: ReadonlyMap<string, string>, asked: RequestValues): PipeValues {
  const spellings = new Set(pipe.parameters.flatMap(namesOf))
  for (const name of fixed.keys())
    if (!spellings.has(name))
      throw new TinybirdFailure(
        403,
        `The token fixes the parameter '${name}', which the pipe '${pipe.name}' does not have.`,
      )
  const values = new Map<string, PipeValue>()
  for (const parameter of pipe.parameters) {
    const said = saidOf(parameter, fixed, asked)
    if (said !== undefined) values.set(parameter.name, parse(parameter, said))
    else if (parameter.default !== undefined) values.set(parameter.name, parameter.default)
    else if (parameter.required) throw new TinybirdFailure(400, `The parameter '${parameter.name}' is required.`)
  }
  return pipeValues(values)
}

const namesOf = ({ name, aliases = [] }: PipeParameter) => [name, ...aliases]

function saidOf(
  parameter: PipeParameter,
  fixed: ReadonlyMap<string, string>,
  asked: RequestValues,
): string | undefined {
  const names = namesOf(parameter)
  const [always, ...others] = new Set(names.flatMap((name) => fixed.get(name) ?? []))
  if (others.length > 0) throw new TinybirdFailure(403, `The token fixes '${parameter.name}' to two values.`)
  if (always !== undefined) return always
  const [said, ...again] = new Set(names.flatMap((name) => asked.get(name) ?? []))
  if (again.length > 0)
    throw new TinybirdFailure(400, `The parameter '${parameter.name}' is given more than once (${names.join(', ')}).`)
  return said
}

/**
 * The value of a parameter from its text.
 * @throws TinybirdFailure 400
 */
export function parse(parameter: PipeParameter, text: string): PipeValue {
  const { name, type, values } = parameter
  const refuse = (expected: string) => new TinybirdFailure(400, `The parameter '${name}' must be ${expected}.`)
  if (text.length > maxLength || text.includes('\0') || !text.isWellFormed())
    throw refuse(`a text of at most ${maxLength} characters`)
  if (values !== undefined && !values.includes(text)) throw refuse(`one of ${values.join(', ')}`)
  if (type === 'Int32') return parseInteger(parameter, text)
  if (type === 'UInt8') {
    if (/^(1|true)$/i.test(text)) return true
    if (/^(0|false)$/i.test(text)) return false
    throw refuse('0 or 1')
  }
  if (parameter.time || type === 'Date') {
    const time = parseTimeValue(text)
    if (time === undefined) throw refuse('a date (YYYY-MM-DD) or a date-time (YYYY-MM-DD HH:MM:SS, or ISO 8601)')
    return time
  }
  if (parameter.required && text === '') throw new TinybirdFailure(400, `The parameter '${name}' is required.`)
  return parameter.id ? toDistinctId(text) : text
}

function parseInteger(
  { name, minimum = -2_147_483_648, maximum = 2_147_483_647 }: PipeParameter,
  text: string,
): number {
  const value = Number(text)
  if (!/^[+-]?\d{1,10}$/.test(text) || value < minimum || value > maximum)
    throw new TinybirdFailure(400, `The parameter '${name}' must be a whole number from ${minimum} to ${maximum}.`)
  return value
}
