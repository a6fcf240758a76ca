import { createHash } from 'node:crypto'
import { z } from 'zod'
import { GatewayError } from '../errors.ts'
import { parsedJson } from '../json/parsed-json.ts'
import { canonical } from '../loaders/rows.ts'

/**
 * The full sort key of a row: where the next page starts. It carries no authority; the tenant comes from the
 * credential.
 */
export interface Position {
  key: string
  id: string
}

const version = 1
const encoded = z.tuple([z.literal(version), z.string(), z.string().regex(/^-?\d{1,19}$/), z.string().max(2_000)])

/** Ties cursors to one question: the same list, order and filter. */
export function fingerprint(question: unknown): string {
  return createHash('sha256').update(canonical(question)).digest('base64url').slice(0, 8)
}

export function encodeCursor(question: string, { key, id }: Position): string {
  return Buffer.from(JSON.stringify([version, question, key, id])).toString('base64url')
}

/** @throws GatewayError BAD_USER_INPUT for a cursor that is damaged or belongs to another list, order or filter. */
export function decodeCursor(question: string, cursor: string): Position {
  const parsed = encoded.safeParse(parsedJson(Buffer.from(cursor, 'base64url').toString('utf8')))
  if (!parsed.success) throw new GatewayError('BAD_USER_INPUT', 'The cursor is not one of this gateway.')
  const [, made, key, id] = parsed.data
  if (made !== question)
    throw new GatewayError(
      'BAD_USER_INPUT',
      'The cursor belongs to another list, order or filter. Start again without it.',
    )
  return { key, id }
}
