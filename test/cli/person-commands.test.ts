import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runningGateway } from '../testkit/running-gateway.ts'
import { runCommand } from './run-command.ts'

const directory = mkdtempSync(join(tmpdir(), 'attrigraph-person-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const at = (name: string) => join(directory, name)

describe('export-user on the embedded engine', { timeout: 120_000 }, () => {
  const env = { DATA_DIR: at('data') }
  const exportTo = (out: string, whom = 'anna') =>
    runCommand(['export-user', '--location', 'oslo', '--distinct-id', whom, '--out', out], env)

  test('a path that cannot be written is told before the engine is opened', async () => {
    const outcome = await exportTo('/nonexistent/x.json')
    expect(outcome).toEqual({
      code: 1,
      stdout: '',
      stderr: '--out /nonexistent/x.json cannot be written (ENOENT).\n',
    })
    expect(existsSync(env.DATA_DIR)).toBe(false)
  })

  test('a file is for its owner, whole or not there', async () => {
    writeFileSync(at('events.csv'), 'distinct_id,event,timestamp\nanna,e,2026-01-01\nanna,f,2026-01-02\n')
    expect(await runCommand(['import', at('events.csv'), '--location', 'oslo'], env)).toMatchObject({ code: 0 })
    expect(await exportTo(at('anna.json'))).toEqual({ code: 0, stdout: '', stderr: '' })
    const whole = readFileSync(at('anna.json'), 'utf8')
    expect(JSON.parse(whole)).toMatchObject({ events: [{ event: 'e' }, { event: 'f' }] })
    expect(statSync(at('anna.json')).mode & 0o777).toBe(0o600)

    expect(await exportTo(at('nobody.json'), 'nobody')).toMatchObject({ code: 1, stderr: 'Nobody here has this id.\n' })
    expect(existsSync(at('nobody.json'))).toBe(false)
    expect(await exportTo(at('anna.json'), 'nobody')).toMatchObject({ code: 1 })
    expect(readFileSync(at('anna.json'), 'utf8')).toBe(whole)
    await exportTo(at('anna.json'))
    expect(readFileSync(at('anna.json'), 'utf8')).toBe(whole)
  })

  test('a disk that is full is an error, and no crash of the engine', async () => {
    expect(await exportTo('/dev/full')).toEqual({
      code: 1,
      stdout: '',
      stderr: '--out /dev/full cannot be written (ENOSPC).\n',
    })
  })
})

test('the token of a gateway is taken from the environment too', { timeout: 120_000 }, async () => {
  await using gateway = await runningGateway()
  await gateway.capture('oslo', [{ event: 'e', distinct_id: 'anna' }])
  const ATTRIGRAPH_TOKEN = await gateway.token({ location_id: 'oslo', scope: 'read erase' })
  const whom = ['--location', 'oslo', '--distinct-id', 'anna', '--url', gateway.url]
  const exported = await runCommand(['export-user', ...whom], { ATTRIGRAPH_TOKEN })
  expect(JSON.parse(exported.stdout)).toMatchObject({ events: [{ event: 'e' }] })
  for (const env of [{}, { ATTRIGRAPH_TOKEN: '' }])
    expect((await runCommand(['erase', ...whom, '--yes'], env)).stderr).toContain('--url needs --token')
  expect((await runCommand(['erase', ...whom, '--yes'], { ATTRIGRAPH_TOKEN })).stdout).toContain('Erased a person')
})
