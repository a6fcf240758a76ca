/** What the comment of a query says of the locations of the gateway's own work: all of them. */
const everywhere = ['*']

/** A comment longer than this would not fit beside a query. */
const maxLength = 64_000

export interface CommentedQuery {
  statement: string
  operationName: string | undefined
  locationIds: readonly string[]
}

/**
 * The `log_comment` of a query on a server, JSON: the statement and the operation, for whoever reads the query log, and
 * the locations that it may see, for row policies (docs/clickhouse-user.md). It is a setting of the request and no part
 * of the text.
 */
export function queryComment({ statement, operationName, locationIds }: CommentedQuery): string {
  const comment = (locations: readonly string[]) =>
    JSON.stringify({ statement, operation: operationName?.slice(0, 100) ?? '', locations })
  const named = comment(locationIds)
  return named.length <= maxLength ? named : comment(everywhere)
}

/** The comment of everything that no statement of `src/sql/` asks: ingest, keys, erasures, migrations. */
export const ownComment = JSON.stringify({ locations: everywhere })
