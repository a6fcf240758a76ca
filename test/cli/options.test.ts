import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { startClickHouseServer } from '../testkit/clickhouse-server.ts'
import { runCommand } from './run-command.ts'

const directory = mkdtempSync(join(tmpdir(), 'attrigraph-options-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('a command that is mistyped does nothing', { timeout: 60_000 }, () => {
  test.each<[string[], string]>([
    [['migrate', '--statsu'], 'There is no option --statsu. Options: --status --cluster --json.'],
    [['migrate', 'status'], 'There is no argument status. Options: --status --cluster --json.'],
    [['serve', '--port', '5000'], 'There is no option --port. All is set in the environment: docs/configuration.md.'],
    [['import', 'a.csv', '--costs', '--location', 'oslo', '--rename', 'a=b'], '--rename is for the import of events.'],
    [['import', 'a.csv', '--costs', '--location', 'oslo', '--event', 'a'], '--event is for the import of events.'],
    [['import', 'a.csv', '--costs', '--location', 'oslo', '--key', 'k'], '--key is for --url, which is missing.'],
    [['import', 'a.csv', '--location', 'oslo', '--currency', 'EUR'], '--currency is for the import of ad costs'],
    [['import', 'a.csv', '--url', 'ftp://x', '--key', 'k'], '--url ftp://x: expected a URL such as'],
    [['import', 'a.csv', '--url', 'http://me:secret@x', '--key', 'k'], 'without a user and a password.\n'],
    [['token', '--locaton', 'oslo'], 'There is no option --locaton.'],
    [['token', '--location', ''], "--location '': expected a location id"],
    [['token', '--location', 'oslo,,bergen'], "--location '': expected a location id"],
    [['token', '--location', 'oslo,*'], "--location '*': expected a location id"],
    [['keys', 'create', '--location', '*', '--name', 'x'], "--location '*': expected a location id"],
    [['keys', 'list', '--location', ''], "--location '': expected a location id"],
    [['erase', '--location', '', '--user', 'anna', '--yes'], "--location '': expected a location id"],
    [['export-user', '--location', '*', '--user', 'anna'], "--location '*': expected a location id"],
    [['import', 'events.csv', '--location', ''], "--location '': expected a location id"],
  ])('%s', async (args, message) => {
    const data = join(directory, 'data')
    const outcome = await runCommand(args, { DATA_DIR: data, JWT_SECRET: 'x'.repeat(32) })
    expect(outcome).toMatchObject({ code: 1, stdout: '' })
    expect(outcome.stderr).toContain(message)
    expect(existsSync(data)).toBe(false)
  })
})

test('asking for the state of migrations makes no database', { timeout: 60_000 }, async () => {
  const data = join(directory, 'data')
  const outcome = await runCommand(['migrate', '--status'], { DATA_DIR: data })
  expect(outcome.stdout).toMatch(/^There are no data of an embedded engine in .*\npending 001_events\n/)
  expect(existsSync(data)).toBe(false)
})

test('who migrates and looks after a database holds no secret; who signs and serves does', {
  timeout: 120_000,
}, async () => {
  await using server = await startClickHouseServer(undefined, { backups: true })
  const env = { CLICKHOUSE_URL: server.url, NODE_ENV: 'production', HOST: '0.0.0.0' }
  for (const args of [['migrate'], ['rebuild'], ['backup', '--to', 'file:one'], ['keys', 'list', '--location', 'oslo']])
    expect(await runCommand(args, env), args[0]).toMatchObject({ code: 0 })
  for (const args of [['serve'], ['token', '--location', 'oslo']]) {
    const refused = await runCommand(args, env)
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toContain('JWT_SECRET (at least 32 characters)')
  }
})
