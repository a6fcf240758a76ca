import { describe, expect, test } from 'vitest'
import { decisionOf } from '../../src/sql/narrow/decisions.ts'
import { createNarrower } from '../../src/sql/narrow/narrow.ts'

const narrowed = (sql: string, params: Record<string, unknown> = {}) =>
  createNarrower()('key', () => sql, params).replace(/\s+/g, ' ')

describe('filters', () => {
  const sql = `SELECT a FROM t WHERE x IN {location_ids:Array(String)}
    AND (empty({names:Array(String)}) OR name IN {names:Array(String)})
    AND ({at:Nullable(DateTime)} IS NULL OR at >= {at:Nullable(DateTime)})
    AND ({search:String} = '' OR position(name, {search:String}) > 0 OR other)`

  test('that filter nothing are left out', () => {
    expect(narrowed(sql, { location_ids: [], names: [], at: null, search: '' })).toBe(
      'SELECT a FROM t WHERE x IN {location_ids:Array(String)}',
    )
  })

  test('that filter stay, without the question whether they do', () => {
    expect(narrowed(sql, { names: ['n'], at: '2026-01-01', search: "'" })).toBe(
      `SELECT a FROM t WHERE x IN {location_ids:Array(String)} AND ( name IN {names:Array(String)}) AND ( at >= {at:Nullable(DateTime)}) AND ( position(name, {search:String}) > 0 OR other)`,
    )
  })

  test('of another form stay as they are', () => {
    const scope =
      'SELECT a FROM t WHERE ({all_locations:Bool} OR x IN {location_ids:Array(String)}) AND has({names:Array(String)}, a)'
    expect(narrowed(scope, { all_locations: true, location_ids: [], names: [] })).toBe(scope)
  })
})

test('the scope is never decided upon, however it is written', () => {
  const sql = 'SELECT a FROM t WHERE (empty({location_ids:Array(String)}) OR x IN {location_ids:Array(String)})'
  expect(narrowed(sql, { location_ids: [] })).toBe(sql)
})

describe('choices', () => {
  const sql = `SELECT if({by:String} = 'A', a, if({by:String} = 'B', b, c)) AS key FROM t`

  test.each([
    ['A', 'SELECT (a) AS key FROM t'],
    ['B', 'SELECT ((b)) AS key FROM t'],
    ['C', 'SELECT ((c)) AS key FROM t'],
    ["'); DROP TABLE t", 'SELECT ((c)) AS key FROM t'],
  ])('%s', (by, expected) => {
    expect(narrowed(sql, { by })).toBe(expected)
  })

  test.each([
    [true, 'SELECT (a) AS key FROM t'],
    [false, 'SELECT (b) AS key FROM t'],
    // Nothing else is true or false for sure.
    [1, 'SELECT if({flag:Bool}, a, b) AS key FROM t'],
    ['yes', 'SELECT if({flag:Bool}, a, b) AS key FROM t'],
    [null, 'SELECT if({flag:Bool}, a, b) AS key FROM t'],
  ])('by a flag that is %s', (flag, expected) => {
    expect(narrowed('SELECT if({flag:Bool}, a, b) AS key FROM t', { flag })).toBe(expected)
  })

  test('never leave a bare number, which ORDER BY would take for a column', () => {
    const order = 'SELECT a FROM t ORDER BY if({direction:Int8} = 1, a, 0)'
    expect(narrowed(order, { direction: -1 })).toBe(order)
    expect(narrowed(order, { direction: 1 })).toBe('SELECT a FROM t ORDER BY (a)')
  })

  test('no value gets into the text, nor into what texts are remembered by', () => {
    const secret = 'somebody@example.com'
    expect(narrowed(sql, { by: secret })).not.toContain(secret)
    expect(decisionOf(secret, new Set(['A']))).not.toContain(secret)
    expect(decisionOf([secret], new Set(['A']))).not.toContain(secret)
  })
})

describe('united queries', () => {
  test.each<[string, string, Record<string, unknown>, string]>([
    [
      'that find nothing are left out, and what holds is not asked again',
      `SELECT a FROM (SELECT a FROM t WHERE {by:String} = 'T' UNION ALL SELECT a FROM u WHERE {by:String} != 'T')`,
      { by: 'T' },
      'SELECT a FROM t',
    ],
    [
      'the other way round',
      `SELECT a FROM (SELECT a FROM t WHERE {by:String} = 'T' UNION ALL SELECT a FROM u WHERE {by:String} != 'T')`,
      { by: 'U' },
      'SELECT a FROM u',
    ],
    [
      'by a flag, before rows are grouped',
      'SELECT a FROM (SELECT a FROM t WHERE {flag:Bool} GROUP BY a UNION ALL SELECT a FROM u WHERE NOT {flag:Bool} UNION ALL SELECT a FROM v)',
      { flag: true },
      'SELECT a FROM (SELECT a FROM t GROUP BY a UNION ALL SELECT a FROM v)',
    ],
    [
      'by a list',
      'SELECT a FROM (SELECT a FROM t WHERE empty({ids:Array(String)}) UNION ALL SELECT a FROM u WHERE notEmpty({ids:Array(String)}))',
      { ids: [] },
      'SELECT a FROM t',
    ],
    [
      'within each other',
      `SELECT a FROM (SELECT a FROM (SELECT a FROM t WHERE {flag:Bool} UNION ALL SELECT a FROM u WHERE NOT {flag:Bool}) UNION ALL SELECT a FROM v WHERE {by:String} = 'V')`,
      { flag: false, by: '' },
      'SELECT a FROM u',
    ],
    [
      'but for the last one: its columns are read',
      `SELECT a FROM (SELECT a FROM t WHERE {by:String} = 'T' UNION ALL SELECT a FROM u WHERE {by:String} = 'U')`,
      { by: 'V' },
      `SELECT a FROM (SELECT a FROM t WHERE {by:String} = 'T' UNION ALL SELECT a FROM u WHERE {by:String} = 'U')`,
    ],
    [
      'unless they ask for more, or for locations',
      `SELECT a FROM (SELECT a FROM t WHERE {by:String} = 'T' AND a > 0 UNION ALL SELECT a FROM u WHERE notEmpty({location_ids:Array(String)}) UNION ALL SELECT a FROM v WHERE {all_locations:Bool})`,
      { by: 'U', location_ids: [], all_locations: false },
      `SELECT a FROM (SELECT a FROM t WHERE {by:String} = 'T' AND a > 0 UNION ALL SELECT a FROM u WHERE notEmpty({location_ids:Array(String)}) UNION ALL SELECT a FROM v WHERE {all_locations:Bool})`,
    ],
    [
      'nor where equal rows become one, or others know what stands behind WITH',
      `SELECT a FROM (SELECT a FROM t WHERE {flag:Bool} UNION DISTINCT SELECT a FROM u), (WITH 1 AS one SELECT one FROM t WHERE {flag:Bool} UNION ALL SELECT one FROM u)`,
      { flag: false },
      `SELECT a FROM (SELECT a FROM t WHERE {flag:Bool} UNION DISTINCT SELECT a FROM u), (WITH 1 AS one SELECT one FROM t WHERE {flag:Bool} UNION ALL SELECT one FROM u)`,
    ],
  ])('%s', (_, sql, params, expected) => {
    expect(narrowed(sql, params)).toBe(expected)
  })
})

describe('columns', () => {
  test.each([
    ['that nobody reads are left out', 'SELECT a FROM (SELECT a, b, c + 1 AS d FROM t)', 'SELECT a FROM t'],
    [
      'through several levels, and through *',
      'SELECT a FROM (SELECT *, b + 1 AS more FROM (SELECT a, b, c FROM t) WHERE a > 0)',
      'SELECT a FROM (SELECT * FROM (SELECT a FROM t) WHERE a > 0)',
    ],
    [
      'but not those that a condition, an order or a join reads',
      'SELECT a FROM (SELECT a, b, c, d, e FROM t GROUP BY b ORDER BY c) AS l JOIN (SELECT f, g FROM u) AS r ON l.d = r.f WHERE e',
      'SELECT a FROM (SELECT a, b, c, d, e FROM t GROUP BY b ORDER BY c) AS l JOIN (SELECT f FROM u) AS r ON l.d = r.f WHERE e',
    ],
    [
      'of DISTINCT rows stay',
      'SELECT a FROM (SELECT DISTINCT a, b FROM t)',
      'SELECT a FROM (SELECT DISTINCT a, b FROM t)',
    ],
    [
      'of united queries are left out of all of them',
      'SELECT a FROM (SELECT b, a, 0 AS c FROM t UNION ALL SELECT x AS b, y AS a, z AS c FROM u) AS s',
      'SELECT a FROM (SELECT a FROM t UNION ALL SELECT y AS a FROM u) AS s',
    ],
    [
      'but not those that one of them reads itself',
      'SELECT a FROM (SELECT a, b FROM t UNION ALL SELECT a, b FROM u ORDER BY b)',
      'SELECT a FROM (SELECT a, b FROM t UNION ALL SELECT a, b FROM u ORDER BY b)',
    ],
    [
      'nor where equal rows become one',
      'SELECT a FROM (SELECT a, b FROM t UNION DISTINCT SELECT a, b FROM u)',
      'SELECT a FROM (SELECT a, b FROM t UNION DISTINCT SELECT a, b FROM u)',
    ],
    [
      'nor what another query passes on to them',
      'SELECT a FROM (SELECT * FROM (SELECT a, b FROM t) UNION ALL SELECT * FROM (SELECT a, b FROM u GROUP BY b))',
      'SELECT a FROM (SELECT * FROM (SELECT a, b FROM t) UNION ALL SELECT * FROM (SELECT a, b FROM u GROUP BY b))',
    ],
    [
      'of queries with other names stay: they are told apart by their order',
      'SELECT a FROM (SELECT a, b FROM t UNION ALL SELECT b, a FROM t)',
      'SELECT a FROM (SELECT a, b FROM t UNION ALL SELECT b, a FROM t)',
    ],
    [
      'that make several rows of one stay',
      'SELECT a FROM (SELECT a, arrayJoin(b) AS c FROM t)',
      'SELECT a FROM (SELECT a, arrayJoin(b) AS c FROM t)',
    ],
    [
      'that make one row of all stay',
      'SELECT 1 FROM (SELECT max(b) AS c, 1 AS one FROM t)',
      'SELECT 1 FROM (SELECT max(b) AS c FROM t)',
    ],
    [
      'of an IN stay',
      'SELECT a FROM t WHERE (a, b) IN (SELECT c, d FROM (SELECT c, d, e FROM u))',
      'SELECT a FROM t WHERE (a, b) IN (SELECT c, d FROM (SELECT c, d FROM u))',
    ],
    [
      'that are only left out again are not read',
      'SELECT a FROM (SELECT * EXCEPT (b, c) FROM (SELECT a, x AS b, y AS c FROM t WHERE c > 0))',
      'SELECT a FROM (SELECT * EXCEPT (b, c) FROM (SELECT a, y AS c FROM t WHERE c > 0))',
    ],
    [
      'over a window are columns like others',
      'SELECT a FROM (SELECT a, max(b) OVER w AS c, groupArrayIf(3)(b, b > 0) OVER w AS d FROM t WINDOW w AS (PARTITION BY a))',
      'SELECT a FROM t WINDOW w AS (PARTITION BY a)',
    ],
    ['at least one stays', 'SELECT count() FROM (SELECT a, b FROM t)', 'SELECT count() FROM (SELECT a FROM t)'],
    [
      'names that stand behind WITH are left out as well',
      'WITH 1 AS one, 2 AS two SELECT two FROM t',
      'WITH 2 AS two SELECT two FROM t',
    ],
    ['all of them', 'SELECT a FROM (WITH b AS c, 2 AS two SELECT a FROM t)', 'SELECT a FROM t'],
    [
      'but not those that an inner query knows',
      'WITH 1 AS one SELECT a FROM (SELECT a + one AS a FROM t)',
      'WITH 1 AS one SELECT a FROM (SELECT a + one AS a FROM t)',
    ],
    [
      'a query that passes all on is what it reads',
      'SELECT a FROM (SELECT * FROM (SELECT a FROM t) ) AS s',
      'SELECT a FROM (SELECT a FROM t ) AS s',
    ],
    ['texts and brackets in texts are no names', "SELECT a FROM (SELECT a, '),b (' AS c, b FROM t)", 'SELECT a FROM t'],
  ])('%s', (_, sql, expected) => {
    expect(narrowed(sql)).toBe(expected)
  })
})

describe('levels', () => {
  test.each([
    [
      'columns that are added become columns of the same query',
      'SELECT a FROM (SELECT s.*, s.b + 1 AS c FROM (SELECT a, b FROM t WHERE a > 0) AS s) WHERE c > b',
      'SELECT a FROM (SELECT a, b, b + 1 AS c FROM t WHERE a > 0) WHERE c > b',
    ],
    [
      'but not under a name that the inner query knows otherwise',
      'SELECT a, c FROM (SELECT *, b + 1 AS c FROM (SELECT a, c AS b FROM t)) WHERE b > 0',
      'SELECT a, c FROM (SELECT *, b + 1 AS c FROM (SELECT a, c AS b FROM t)) WHERE b > 0',
    ],
    [
      'nor beside rows that are grouped',
      'SELECT a, c FROM (SELECT *, b + 1 AS c FROM (SELECT a, max(x) AS b FROM t GROUP BY a)) WHERE b > 0',
      'SELECT a, c FROM (SELECT *, b + 1 AS c FROM (SELECT a, max(x) AS b FROM t GROUP BY a)) WHERE b > 0',
    ],
    [
      'nor beside FINAL, where an element of a tuple would be that of any row',
      'SELECT c FROM (SELECT *, t.a AS c FROM (SELECT t FROM s FINAL WHERE x > 0)) WHERE t.b > 0',
      'SELECT c FROM (SELECT *, t.a AS c FROM (SELECT t FROM s FINAL WHERE x > 0)) WHERE t.b > 0',
    ],
    [
      'the same columns in the same order are selected once',
      'SELECT a, c FROM (SELECT a, b AS c FROM t GROUP BY a) SETTINGS max_threads = 1',
      'SELECT a, b AS c FROM t GROUP BY a SETTINGS max_threads = 1',
    ],
    ['another order stays', 'SELECT c, a FROM (SELECT a, b AS c FROM t)', 'SELECT c, a FROM (SELECT a, b AS c FROM t)'],
  ])('%s', (_, sql, expected) => {
    expect(narrowed(sql)).toBe(expected)
  })
})
