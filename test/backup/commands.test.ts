import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startClickHouseServer } from '../testkit/clickhouse-server.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

async function attrigraph(args: readonly string[], env: Record<string, string>): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', main, ...args], {
    env: { PATH: process.env.PATH, JWT_SECRET: 'x'.repeat(32), ...env },
  }).catch((error: { stdout: string; stderr: string }) => error)
  return stdout + stderr
}

test('the commands say what was done and what comes next', { timeout: 120_000 }, async () => {
  await using server = await startClickHouseServer(undefined, { backups: true })
  const env = { CLICKHOUSE_URL: server.url }
  expect(await attrigraph(['migrate'], env)).toContain('up to date')
  expect(await attrigraph(['backup', '--to', 'file:one'], env)).toContain('Try it: attrigraph restore')
  expect(await attrigraph(['restore', '--from', 'file:one'], env)).toContain('--into OTHER_DATABASE')
  expect(await attrigraph(['restore', '--from', 'file:one', '--into', 'trial'], env)).toContain(
    'Next: repeat every erasure',
  )
  const refused = await attrigraph(['backup', '--to', 's3://key:hunter2@host/bucket'], env)
  expect(refused).toContain('declare an S3 disk')
  expect(refused).not.toContain('hunter2')
  expect(await attrigraph(['backup', '--to', 'file:one'], {})).toContain('Stop the gateway, copy DATA_DIR')
})
