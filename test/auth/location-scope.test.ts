import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operatorScope } from '../../src/auth/operator-scope.ts'
import { coveredLocations, covers, type LocationScope } from '../../src/auth/principal.ts'
import { createSql } from '../../src/sql/run.ts'
import { testEngine } from '../testkit/engine.ts'

const limits = { timeoutMs: 5_000, maxMemoryBytes: 1e9, maxRowsToRead: 1e9, maxResultRows: 1e5 }

let engine: Awaited<ReturnType<typeof testEngine>>
beforeAll(async () => {
  engine = await testEngine()
})
afterAll(() => engine[Symbol.asyncDispose]())

describe('a scope that the verifier did not issue', () => {
  // Each line must not compile: `npm run typecheck` fails when one does.
  test('does not compile', () => {
    const takes = (_: LocationScope) => undefined
    // @ts-expect-error a list is no scope
    takes(['oslo'])
    // @ts-expect-error nor is the word for all
    takes('*')
    // @ts-expect-error nor an object of the same look
    takes(Object.freeze({}))
    // @ts-expect-error nor what carries the locations by name
    takes({ locations: ['oslo'] })
  })

  test.each<[string, unknown]>([
    ['a list', ['oslo']],
    ['the word for all', '*'],
    ['an empty object', {}],
    ['a copy of a real one', { ...operatorScope(['oslo']) }],
    ['an heir of a real one', Object.create(operatorScope(['oslo']))],
    ['nothing', undefined],
  ])('is refused at run time, whatever a cast says: %s', async (_, forged) => {
    const scope = forged as LocationScope
    const notIssued = /was not issued by the verifier/
    expect(() => createSql(engine, limits)({ scope })).toThrow(notIssued)
    expect(() => covers(scope, 'oslo')).toThrow(notIssued)
    expect(() => coveredLocations(scope)).toThrow(notIssued)
  })

  test('an issued one works, and cannot be widened', async () => {
    const named = ['oslo']
    const scope = operatorScope(named)
    named.push('bergen')
    expect([covers(scope, 'oslo'), covers(scope, 'bergen')]).toEqual([true, false])
    expect(() => Object.assign(scope, { locations: '*' })).toThrow(TypeError)
    const sql = createSql(engine, limits)({ scope })
    expect(await sql.rows('users-by-id', { location_ids: ['oslo'], ids: ['a'] }, ['user_id'])).toEqual([])
    await expect(sql.rows('users-by-id', { location_ids: ['bergen'], ids: ['a'] }, ['user_id'])).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})

describe('who can make one', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('src', file))
  /** What a file imports of ours, types left out: they are gone at run time. Dynamic imports count. */
  const importsOf = (file: string) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /^(?:import|export)(?! type\b) (?:[^'"]*?from )?'(\.[^']+)'|import\('(\.[^']+)'\)/gm,
      ),
    ].map(([, from, dynamic]) => normalize(join(dirname(file), from ?? dynamic ?? '')))

  const importers = (module: string, name: string) =>
    sources.filter((file) => importsOf(file).includes(module) && readFileSync(file, 'utf8').includes(name))

  test('only the verifier and the scope of operators issue', () => {
    expect(importers('src/auth/location-scope.ts', 'issueScope')).toEqual([
      'src/auth/operator-scope.ts',
      'src/auth/verify-tinybird-token.ts',
      'src/auth/verify-token.ts',
    ])
  })

  test('nothing that answers HTTP reaches the scope of operators, over any number of imports', () => {
    const reached = new Set<string>()
    const visit = (file: string) => {
      if (reached.has(file)) return
      reached.add(file)
      for (const next of importsOf(file)) visit(next)
    }
    visit('src/server.ts')
    visit('src/cli/serve.ts')
    expect(reached.size).toBeGreaterThan(100)
    expect([...reached]).toContain('src/graphql/create-graphql.ts')
    expect([...reached]).not.toContain('src/auth/operator-scope.ts')
  })

  test('only commands use the scope of operators', () => {
    for (const file of importers('src/auth/operator-scope.ts', 'operatorScope')) expect(file).toMatch(/^src\/cli\//)
  })
})
