/**
 * One step of a query: what it adds to the columns of the step before. Each is a subquery, because an alias is written
 * out wherever it is used; and each names the scalars that it alone uses, because every subquery would read them anew.
 */
export interface Step {
  with?: readonly string[]
  columns: Readonly<Record<string, string>>
}

/** The steps over `from`, and the names of what they added. */
export function stepped(from: string, steps: readonly Step[]): { from: string; added: string[] } {
  return {
    from: steps.reduce((inner, step) => `(\n${selectSql(step)}\nFROM ${inner})`, from),
    added: steps.flatMap(({ columns }) => Object.keys(columns)),
  }
}

function selectSql({ with: scalars = [], columns }: Step): string {
  const list = Object.entries(columns).map(([name, sql]) => `    ${sql} AS ${name}`)
  return [...(scalars.length === 0 ? [] : [`WITH ${scalars.join(',\n')}`]), 'SELECT *,', list.join(',\n')].join('\n')
}
