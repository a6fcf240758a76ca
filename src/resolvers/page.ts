import { GatewayError } from '../errors.ts'
import { decodeCursor, encodeCursor, fingerprint, type Position } from './cursor.ts'

export interface PageArgs {
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}

/** The keyset parameters that every list statement takes. */
export interface KeysetParams {
  order_by: string
  direction: 1 | -1
  after_key: string | null
  after_id: string
  limit: number
}

export interface PageOptions<T> {
  args: PageArgs
  /** Names the list, its order and its filter: cursors of another question are refused. */
  question: unknown
  orderBy: string
  direction: 1 | -1
  defaultSize?: number
  maxSize: number
  positionOf(row: T): Position
  load(keyset: KeysetParams): Promise<readonly T[]>
  count(): Promise<number>
}

/** A page of a connection, before its rows become nodes. */
export interface Page<T> {
  edges: { cursor: string; node: T }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
  /** Counts only when it is asked. */
  totalCount(): Promise<number>
}

/** The largest page of statements that count: no limit in effect. */
export const unlimited: Pick<KeysetParams, 'after_key' | 'after_id' | 'limit' | 'direction'> = {
  after_key: null,
  after_id: '',
  limit: 4_294_967_295,
  direction: 1,
}

/**
 * Loads one keyset page: forward (`first`, `after`) or backward (`last`, `before`).
 * @throws GatewayError BAD_USER_INPUT for sizes out of range, mixed directions and foreign cursors.
 */
export async function loadPage<T>(options: PageOptions<T>): Promise<Page<T>> {
  const { args, maxSize, defaultSize = Math.min(20, maxSize) } = options
  const { backward, size, cursor } = readArgs(args, defaultSize, maxSize)
  let made: string | undefined
  const question = () => {
    made ??= fingerprint([options.question, options.orderBy, options.direction])
    return made
  }
  const cursorOf = (row: T) => encodeCursor(question(), options.positionOf(row))
  const after = cursor === undefined ? undefined : decodeCursor(question(), cursor)
  const loaded = await options.load({
    order_by: options.orderBy,
    direction: backward === (options.direction === 1) ? -1 : 1,
    after_key: after?.key ?? null,
    after_id: after?.id ?? '',
    // One more than asked tells whether there is another page.
    limit: size + 1,
  })
  const rows = loaded.slice(0, size)
  const more = loaded.length > size
  if (backward) rows.reverse()
  const [first, last] = [rows[0], rows.at(-1)]
  // Cursors are made for who selects them: few lists are paged through.
  return {
    edges: rows.map((node) => ({
      node,
      get cursor() {
        return cursorOf(node)
      },
    })),
    pageInfo: {
      hasNextPage: backward ? cursor !== undefined : more,
      hasPreviousPage: backward ? more : cursor !== undefined,
      get startCursor() {
        return first === undefined ? null : cursorOf(first)
      },
      get endCursor() {
        return last === undefined ? null : cursorOf(last)
      },
    },
    totalCount: options.count,
  }
}

function readArgs({ first, after, last, before }: PageArgs, defaultSize: number, maxSize: number) {
  const forward = first != null || after != null
  const backward = last != null || before != null
  if (forward && backward)
    throw new GatewayError('BAD_USER_INPUT', 'Page either forward (first, after) or backward (last, before).')
  const size = first ?? last ?? defaultSize
  const name = backward ? 'last' : 'first'
  if (size < 0) throw new GatewayError('BAD_USER_INPUT', `${name}: ${size} is negative.`)
  if (size > maxSize)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `${name}: ${size} is too many; this list gives at most ${maxSize} at once.`,
    )
  return { backward, size, cursor: (backward ? before : after) ?? undefined }
}
