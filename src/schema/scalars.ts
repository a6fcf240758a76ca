import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import { GraphQLJSONObject, GraphQLSafeInt, GraphQLTimeZone, GraphQLUUID } from 'graphql-scalars'
import { decimalOf, textOfNumber } from '../costs/decimal.ts'
import { firstDay, isCalendarDay, isKeptDay, lastDay } from '../time/kept-times.ts'
import { timeZoneName } from '../time/time-zone.ts'
import { builder } from './builder.ts'

const badInput = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })

function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw badInput(`${name} is written as text.`)
  return value
}

/** RFC 3339 in, milliseconds and UTC out. Rows carry ISO text already, so serialising costs nothing. */
const dateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description:
    'An instant as RFC 3339 text with milliseconds, in UTC: `2026-01-31T10:00:00.000Z`. Input may carry any offset.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => (value instanceof Date ? value.toISOString() : textOf(value, 'DateTime')),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : undefined),
})

function parseInstant(value: unknown): Date {
  const text = textOf(value, 'DateTime')
  const instant = new Date(text)
  if (
    !/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/.test(text) ||
    Number.isNaN(instant.getTime())
  )
    throw badInput(`DateTime "${text.slice(0, 40)}": expected RFC 3339 with an offset, as 2026-01-31T10:00:00Z.`)
  return instant
}

const date = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'A calendar day, `2026-01-31`, in the time zone of the question.',
  serialize: (value) => textOf(value, 'Date'),
  parseValue: parseDay,
  parseLiteral: (node) => parseDay(node.kind === Kind.STRING ? node.value : undefined),
})

function parseDay(value: unknown): string {
  const text = textOf(value, 'Date')
  if (!isCalendarDay(text))
    throw badInput(`Date "${text.slice(0, 40)}": expected a day of the calendar, as 2026-01-31.`)
  if (!isKeptDay(text)) throw badInput(`Date "${text}": days from ${firstDay} to ${lastDay} are kept.`)
  return text
}

const timeZone = new GraphQLScalarType<string, string>({
  ...GraphQLTimeZone.toConfig(),
  description: 'An IANA time zone, `Europe/Oslo`, in any case.',
  parseValue: parseTimeZone,
  parseLiteral: (node) => parseTimeZone(node.kind === Kind.STRING ? node.value : undefined),
})

function parseTimeZone(value: unknown): string {
  const text = textOf(value, 'TimeZone')
  const name = timeZoneName(text)
  if (name === undefined) throw badInput(`TimeZone "${text.slice(0, 40)}": expected an IANA time zone, as Europe/Oslo.`)
  return name
}

const decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'An exact decimal number as text, `"19.99"`: as input at most 20 digits before the point and 9 after it. Numbers are taken by their digits, never by way of a float; those that may have been rounded before are refused.',
  serialize: (value) => textOf(value, 'Decimal'),
  parseValue: (value) => parseDecimal(typeof value === 'number' ? numberText(value) : value),
  parseLiteral: (node) =>
    parseDecimal(
      node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT ? node.value : undefined,
    ),
})

/** A number of the variables has gone through a float, unless `useExactDecimals` found its text. */
function numberText(value: number): string {
  const text = textOfNumber(value)
  if (text === undefined) throw badInput(`Decimal ${value}: write numbers of so many digits as text.`)
  return text
}

function parseDecimal(value: unknown): string {
  const text = textOf(value, 'Decimal')
  const decimal = decimalOf(text)
  if (decimal === undefined) {
    const shown = /^[-\d]/.test(text) ? text.slice(0, 40) : `"${text.slice(0, 40)}"`
    throw badInput(`Decimal ${shown}: expected at most 20 digits, and 9 after the point, best as text: "19.99".`)
  }
  return decimal
}

builder.addScalarType('Decimal', decimal)
builder.addScalarType('DateTime', dateTime)
builder.addScalarType('Date', date)
builder.addScalarType('SafeInt', GraphQLSafeInt)
builder.addScalarType('UUID', GraphQLUUID)
builder.addScalarType('JSONObject', GraphQLJSONObject)
builder.addScalarType('TimeZone', timeZone)
